"""Walks of a researcher: alloys that were melted, molecules that were assayed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sanhak.plants.alloys import Alloys
from sanhak.plants.assay import Assay
from serve.web.walking import Rows, Sheet, Walk


def _alloys(measured: int, planned: int) -> Callable[[], Rows]:
    def rows() -> Rows:
        laboratory, rng = Alloys(), np.random.default_rng(4)
        table = laboratory.measure(*laboratory.melt(measured + planned, rng), rng)
        return [row if at < measured else [*row[:-1], ""] for at, row in enumerate(table.frame.rows())]

    return rows


def _molecules(measured: int, planned: int) -> Callable[[], Rows]:
    def rows() -> Rows:
        table = Assay().table(measured, planned, np.random.default_rng(5))
        return [["" if cell is None else cell for cell in row]
                for row in table.frame.select("compound", "structure", "bound").rows()]  # fmt: skip

    return rows


def _library() -> Rows:
    table = Assay().table(26, 130, np.random.default_rng(6))
    offered = table.frame.filter(table.frame["bound"].is_null())["structure"]
    return [[f"L-{at:04d}", text, 20 + at % 30] for at, text in enumerate(offered, 1)]


MELTED = Sheet("인장 시험 결과.xlsx", ("합금", "조성", "소둔 온도 [°C]", "항복강도 [MPa]"), _alloys(30, 4))
MADE = Sheet("인장 시험 결과.xlsx", ("합금", "조성", "소둔 온도 [°C]", "항복강도 [MPa]"), _alloys(30, 0))
ASSAYED = Sheet("혈장 결합 시험.xlsx", ("화합물", "구조 (SMILES)", "혈장 결합 [%]"), _molecules(26, 6))
ALL_ASSAYED = Sheet("혈장 결합 시험.xlsx", ("화합물", "구조 (SMILES)", "혈장 결합 [%]"), _molecules(26, 0))
OFFERED = Sheet("공급사 라이브러리.xlsx", ("품번", "구조", "가격 [USD]"), _library)
WALKS = (
    Walk(
        kind="materials.property",
        sheets={"data": MELTED},
        columns={"material": "조성", "outcome": "항복강도", "names": "합금"},
        typed={"above": "900"},
        figure="held elements",
        titles={"ko": "가장 빗나가고", "en": "worst known with"},
    ),
    Walk(
        kind="materials.discover",
        sheets={"data": MADE},
        columns={"formula": "조성", "outcome": "항복강도"},
        typed={"above": "900", "candidates": "200", "rehearsals": "0"},
        figure="compared candidates",
        titles={"ko": "첫째", "en": "comes first"},
    ),
    Walk(
        kind="drug.property",
        sheets={"data": ASSAYED},
        columns={"molecule": "구조 (SMILES)", "outcome": "혈장 결합", "names": "화합물"},
        typed={"below": "50"},
        chosen=("[name=prefer][value=low]",),
        figure="along structures",
        titles={"ko": "다음에 합성하거나 시험할 분자", "en": "what else to make or assay next"},
    ),
    Walk(
        kind="drug.screen",
        sheets={"data": ALL_ASSAYED, "library": OFFERED},
        columns={"molecule": "구조 (SMILES)", "outcome": "혈장 결합"},
        typed={"below": "50", "structures": "구조", "codes": "품번", "price": "가격", "budget": "150", "batch": "4"},
        chosen=("[name=prefer][value=low]",),
        figure="along structures",
        titles={"ko": "다음에 합성하거나 시험할 분자", "en": "what else to make or assay next"},
    ),
)
