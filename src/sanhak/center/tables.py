"""All tables of the workbench: whoever needs the whole form of the database imports this."""

from __future__ import annotations

import sanhak.center.calls.schema
import sanhak.center.carrying.schema
import sanhak.center.finding.schema
import sanhak.center.fleet.schema
import sanhak.center.matching.schema
import sanhak.center.reviewing.schema
import sanhak.center.schema
import sanhak.center.scholarship.schema
import sanhak.jobs.schema  # noqa: F401 - the tables that runners work on

__all__ = ()
