"""Forecasts of many series at once: simple methods over all series together, blended, calibrated, made to add up."""
