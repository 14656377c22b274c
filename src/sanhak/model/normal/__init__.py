"""What a plant's normal course looks like, and what leaves it: detectors, honest limits, episodes and their tags."""
