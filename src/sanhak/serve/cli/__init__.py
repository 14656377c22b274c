"""The command line: every call that Sanhak offers, in the reader's language."""

from sanhak.serve.cli.application import main

__all__ = ["main"]
