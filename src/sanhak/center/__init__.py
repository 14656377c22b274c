"""The centre: people, projects, their data, studies and decisions. The only room that remembers.

Each module holds records (frozen), reads and acts. An act takes an open transaction (``rows``) and the person who acts,
refuses with a code what may not be done, and writes an event that the timeline and the auditor read. Who may do what
stands in :mod:`sanhak.center.rights` alone.
"""
