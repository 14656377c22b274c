"""What waits for somebody: one list over all programmes, the most urgent first."""
