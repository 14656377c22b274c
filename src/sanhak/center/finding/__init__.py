"""Finding: problems of plants and laboratories, measured on a sample, valued, and matched with laboratories."""
