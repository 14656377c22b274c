"""The HTTP API: what the pages do, for programs, with the same rights, the same records and the same codes."""
