"""Forecasts of many series at once: simple methods run over all series together, blended, calibrated and made to add up."""
