"""What a replay is made of: the pool of finished runs, the orders in which they may be run, and what that tells."""
