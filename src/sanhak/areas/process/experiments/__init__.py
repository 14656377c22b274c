"""What a campaign of experiments is made of: what may be run, what was run, what was learnt, and what is run next."""
