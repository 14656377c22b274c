"""Rows and blobs: one database by its URL (SQLite or PostgreSQL), and files by key in a folder beside it."""

from sanhak.store.blobs import Blobs, Stored
from sanhak.store.database import Database
from sanhak.store.schema import BlobKey, Moment, metadata, new_id

__all__ = ["BlobKey", "Blobs", "Database", "Moment", "Stored", "metadata", "new_id"]
