"""The next experiments: what may be run, what a run is expected to bring, and batches of runs."""
