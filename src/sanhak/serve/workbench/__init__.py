"""The workbench as one application, put together from pages and API, and served with its runners beside it."""

from sanhak.serve.workbench.application import application
from sanhak.serve.workbench.serving import serve

__all__ = ["application", "serve"]
