"""The register of assets: when each went into service."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from sanhak.finding import Refusal
from sanhak.model.prediction import Floats
from sanhak.study.failing.findings import AssetTwice, HeadMissing
from sanhak.study.failing.heads import WANTED, found
from sanhak.study.words import words_of
from sanhak.table import Kind, Table

if TYPE_CHECKING:
    from sanhak.study.failing.failing import Failing

_DAY: Final = 86400.0


@dataclass(frozen=True, eq=False)
class Register:
    """When each asset went into service [d], and its row; nothing where no register was given."""

    table: Table | None
    columns: dict[str, str]
    begun: dict[str, float]
    row: dict[str, int]

    @classmethod
    def of(cls, study: Failing, table: Table | None) -> Register:
        """The register of the question.

        Raises
        ------
        Refusal
            S372 where a column is missing or holds no dates, S376 for an asset in two rows, T001 for a name.
        """
        if table is None:
            return cls(None, {}, {}, {})
        named = {"member": study.member, "installed": study.installed}
        columns = found("register", table, named, ("member", "installed"))
        if table[columns["installed"]].kind is not Kind.DATE:
            raise Refusal(
                HeadMissing(table="register", wanted=WANTED["installed"], known=table.names), field="installed"
            )
        names, days = words_of(table, columns["member"]), days_of(table, columns["installed"])
        rows = [at for at, name in enumerate(names) if name]
        for name, count in Counter(names[at] for at in rows).items():
            if count > 1:
                raise Refusal(AssetTwice(asset=name, rows=count))
        begun = {names[at]: float(days[at]) for at in rows if np.isfinite(days[at])}
        return cls(table, columns, begun, {names[at]: at for at in rows})


def days_of(table: Table, column: str) -> Floats:
    """A column of dates in days since 1970; NaN where it is empty."""
    moments = table.frame[column].cast(pl.Datetime("us")).cast(pl.Int64)
    return np.asarray(moments.cast(pl.Float64).fill_null(float("nan")).to_numpy() / 1e6 / _DAY)
