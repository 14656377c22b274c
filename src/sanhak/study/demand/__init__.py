"""Demand: what is learnt of many series, tried on held-out lead times, and shown in tables and pictures."""
