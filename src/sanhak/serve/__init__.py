"""The faces of the same calls: command line and report; no logic of their own."""
