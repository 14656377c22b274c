"""What pages and API are served through: the door, the guards, files, and how a page and a mistake are shown."""
