"""The fleet of a project: all assets that its latest answers tell of, by risk and by the cost of waiting."""
