"""``python -m sanhak.serve.cli``: the command line where the script ``sanhak`` is not on the path."""

from sanhak.serve.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
