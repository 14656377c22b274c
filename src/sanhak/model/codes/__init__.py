"""Codes: how one column becomes columns of the matrix, and what in a new row no teaching row had; one file a kind."""
