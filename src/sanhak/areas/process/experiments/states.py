"""How far a run has come, by the words that people write for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sanhak.table.read.missing import AMONG_NUMBERS


class State(StrEnum):
    """How far a run has come."""

    DONE = "done"
    PLANNED = "planned"
    FAILED = "failed"
    LEFT_OUT = "left out"


WORDS: Final[Mapping[str, State]] = {
    "done": State.DONE, "finished": State.DONE, "ok": State.DONE, "완료": State.DONE, "끝": State.DONE,
    "planned": State.PLANNED, "running": State.PLANNED, "open": State.PLANNED, "계획": State.PLANNED,
    "예정": State.PLANNED, "진행": State.PLANNED, "진행 중": State.PLANNED,
    "failed": State.FAILED, "fail": State.FAILED, "did not dissolve": State.FAILED, "실패": State.FAILED,
    "불용": State.FAILED, "녹지 않음": State.FAILED,
    "left out": State.LEFT_OUT, "excluded": State.LEFT_OUT, "제외": State.LEFT_OUT,
}  # fmt: skip
"""Words of the column of states."""
_FAILURES: Final = (
    "failed", "fail", "failure", "did not dissolve", "not dissolved", "does not dissolve", "undissolved", "insoluble",
    "did not stir", "solidified", "gelled", "precipitated", "clogged", "blocked", "leaked", "leak", "spilled", "broken",
    "broke", "burst", "decomposed", "evaporated", "lost", "dried out", "no phase separation", "실패", "불용",
    "녹지 않음", "안 녹음", "용해 안 됨", "용해되지 않음", "미용해", "굳음", "겔화", "석출", "막힘", "누출", "파손",
    "깨짐", "분해", "증발", "유실", "교반 불가",
)  # fmt: skip
"""What people write in the place of a result that cannot be had; a number measured as zero is none of them."""
_WAITING: Final = frozenset({"planned", "running", "open", "in progress", "waiting", "to be done", "to come", "계획",
                             "예정", "진행", "진행 중", "진행중", "대기", "대기 중", "분석 중", "분석중"})  # fmt: skip


def _plain(word: str) -> str:
    return " ".join(word.casefold().strip(" .!?-–—").split())


def state_of(word: str) -> State | None:
    """The state that a word of the column of states means; None for one that is not known."""
    return WORDS.get(_plain(word))


def failure(word: str | None) -> bool:
    """Whether a word in the place of a result says that there is none to be had, alone or before a remark."""
    said = _plain(word or "")
    return any(re.match(rf"{re.escape(known)}(?![^\W_])", said) for known in _FAILURES)


def waits(word: str) -> bool:
    """Whether a word in the place of a result only says that it is still to come, or was not measured."""
    said = _plain(word)
    return said in _WAITING or said in AMONG_NUMBERS or not said
