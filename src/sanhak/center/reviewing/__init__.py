"""Blind review: files without their authors, conflicts, who reviews what, and what reviewers see and say.

Reviewers are shown an application only through :mod:`sanhak.center.reviewing.seen`; whatever the system knows of who
applies is left out, blanked, or waits until the office has looked at it.
"""
