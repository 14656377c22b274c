"""Maintenance: when a job on an asset pays."""
