"""Matching two sides by their wishes: problems with laboratories, scholars with mentors."""
