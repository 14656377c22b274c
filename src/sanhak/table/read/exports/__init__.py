"""Exports of plant systems as they are: historians, laboratories, printed lists of business software.

Each is known by what it contains and becomes columns that the common reader can build a table from:
:mod:`historian` reads sheets with rows of tags or a time column for each tag, :mod:`long` one row a record,
:mod:`laboratory` one row a test, :mod:`lists` printed lists. :mod:`held` brings tags to common moments.
"""
