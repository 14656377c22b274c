"""The workbench on the web: one application, its door and its guards. What it shows stands in pages and API."""

from sanhak.serve.web.application import application
from sanhak.serve.web.settings import Settings

__all__ = ["Settings", "application"]
