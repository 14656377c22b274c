"""Rows that programs send, as the text that is read."""

from sanhak.serve.api.predictions import csv_of


def test_whole_numbers_are_written_as_names_are_and_nothing_loses_its_digits():
    rows = [{"asset": 7.0, "x": 0.1}, {"asset": True, "x": 1e300}, {"y": 'a"b', "x": -2.0}]
    told = ["asset,x,y", "7,0.1,", "1,1e+300,", ',-2,"a""b"']
    assert csv_of(rows).splitlines() == told
