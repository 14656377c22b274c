"""The list of substances names each of them once, in both languages."""

from __future__ import annotations

import re

import pytest

from sanhak.serve.documentation import substances_list
from sanhak.table.substances import catalogue


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_substance_is_listed_under_its_role(language):
    listed = substances_list(language)
    rows = [line for line in listed.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) == len(catalogue().substances) + listed.count("## ")
    names = [re.sub(r"\\(.)", r"\1", row.split(" | ")[0][2:]) for row in rows]
    assert {one.name(language) for one in catalogue().substances} <= set(names)
    assert all(row.count("|") == 7 for row in rows)
