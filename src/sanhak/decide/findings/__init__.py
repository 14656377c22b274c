"""The rules about decisions: codes D…, each with its page in its docstring."""
