"""Tables on their way to a workbench: as a file, with what they know of themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sanhak.table.read import file_at
from sanhak.table.table import Table


def facts_of(table: Table) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What a table knows of itself, and of its columns."""
    roles = {"time": table.time, "asset": table.asset, "lot": table.lot}
    units = {column.name: column.unit for column in table.columns if column.unit}
    kinds = {column.name: column.kind.value for column in table.columns}
    return {role: name for role, name in roles.items() if name}, {"units": units, "kinds": kinds}


@contextmanager
def file_of(data: str | Path | Table) -> Iterator[Path]:
    """The path of a file; a table is written to one for as long as it is needed."""
    if not isinstance(data, Table):
        yield file_at(data)
        return
    from sanhak.table.keep import write_table

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "table.parquet"
        write_table(data, path)
        yield path
