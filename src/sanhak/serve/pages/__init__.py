"""The pages: what people see and send, theme by theme. Each act is one of the centre's; a page adds nothing to it."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from sanhak.serve.pages.answering import pages as answering
from sanhak.serve.pages.asking import pages as asking
from sanhak.serve.pages.center import CENTER
from sanhak.serve.pages.commenting import pages as commenting
from sanhak.serve.pages.data import pages as data
from sanhak.serve.pages.data_columns import pages as data_columns
from sanhak.serve.pages.data_deliveries import pages as data_deliveries
from sanhak.serve.pages.data_page import pages as data_page
from sanhak.serve.pages.data_prepare import pages as data_prepare
from sanhak.serve.pages.data_rows import pages as data_rows
from sanhak.serve.pages.data_signals import pages as data_signals
from sanhak.serve.pages.deciding import pages as deciding
from sanhak.serve.pages.entering import pages as entering
from sanhak.serve.pages.fleet import pages as fleet
from sanhak.serve.pages.fleet_asset import pages as fleet_asset
from sanhak.serve.pages.gantt import pages as gantt
from sanhak.serve.pages.helping import pages as helping
from sanhak.serve.pages.home import pages as home
from sanhak.serve.pages.judging import pages as judging
from sanhak.serve.pages.logbook import pages as logbook
from sanhak.serve.pages.peopling import pages as peopling
from sanhak.serve.pages.planning import pages as planning
from sanhak.serve.pages.predicting import pages as predicting
from sanhak.serve.pages.preferring import pages as preferring
from sanhak.serve.pages.projecting import pages as projecting
from sanhak.serve.pages.sheets import pages as sheets
from sanhak.serve.pages.studying import pages as studying
from sanhak.serve.pages.teaching import pages as teaching

PAGES: Final[tuple[APIRouter, ...]] = (
    entering,
    home,
    projecting,
    fleet,
    fleet_asset,
    data,
    data_page,
    data_columns,
    data_deliveries,
    data_rows,
    data_signals,
    data_prepare,
    asking,
    studying,
    answering,
    predicting,
    gantt,
    planning,
    deciding,
    judging,
    commenting,
    sheets,
    teaching,
    peopling,
    preferring,
    logbook,
    helping,
    *CENTER,
)
"""The routes of all themes."""
