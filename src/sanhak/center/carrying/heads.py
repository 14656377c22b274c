"""The sheets and heads of a workbook that tells of a running project, in Korean and English.

The first name of each language is the one that the empty workbook bears; the others are what people write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sanhak.center.carrying.words import Kind, Verdict
from sanhak.center.rights import Part
from sanhak.text import Language

_BRACKETS: Final = re.compile(r"[(\[（［].*?[)\]）］]")
_BLANKS: Final = re.compile(r"[\s_·/.\-*:]+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a sheet or a column may be called, the first name of each language before the others."""

    en: tuple[str, ...]
    ko: tuple[str, ...]
    needed: bool = False

    def title(self, language: Language) -> str:
        """The name that the empty workbook bears."""
        return self.ko[0] if language == "ko" else self.en[0]

    def knows(self, name: str) -> bool:
        """Whether ``name`` is one of the names, brackets, blanks and case aside."""
        return plain(name) in {plain(one) for one in (*self.en, *self.ko)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its names, and those of its columns by the field that they fill."""

    named: Named
    columns: Mapping[str, Named]


def plain(name: str) -> str:
    """A head without what people write around it: brackets with units, blanks, signs, and upper case."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", name)) or name
    return _BLANKS.sub("", bare).casefold()


SHEETS: Final[Mapping[str, Sheet]] = {
    "project": Sheet(
        Named(("Project",), ("과제", "과제 개요", "과제 정보", "개요")),
        {
            "title": Named(("Title", "Project title", "Name"), ("과제명", "제목", "과제 제목"), needed=True),
            "question": Named(("Question", "Problem"), ("질문", "문제", "연구 질문", "배경")),
            "goal": Named(("Goal", "Objective"), ("목표", "연구 목표", "과제 목표")),
            "kpi": Named(("Indicator", "KPI"), ("지표", "성과지표", "핵심 지표")),
            "unit": Named(("Unit",), ("단위",)),
            "start": Named(("Today", "Start", "Baseline"), ("현재값", "현재", "시작값", "현수준")),
            "target": Named(("Target",), ("목표값", "목표치", "목표 수준")),
        },
    ),
    "milestones": Sheet(
        Named(("Milestones", "Milestone"), ("마일스톤", "이정표", "일정", "추진 일정")),
        {
            "title": Named(
                ("Milestone", "Title", "What holds by then"), ("마일스톤", "이정표", "내용", "단계"), needed=True
            ),
            "due": Named(("Due", "Due on", "Date", "Deadline"), ("기한", "예정일", "목표일", "마감일"), needed=True),
            "state": Named(("State", "Status"), ("상태", "진행 상태", "진행 현황")),
            "passed": Named(("Passed on", "Done on", "Completed"), ("완료일", "달성일", "통과일")),
        },
    ),
    "lines": Sheet(
        Named(("Budget", "Budget lines"), ("예산", "사업비", "연구비", "예산 항목")),
        {
            "kind": Named(("Kind", "Type"), ("구분", "비용 구분", "비목 구분"), needed=True),
            "title": Named(("Purpose", "Line", "Item"), ("항목", "비목", "세목", "용도"), needed=True),
            "year": Named(("Year",), ("연도", "년도", "회계연도"), needed=True),
            "planned": Named(("Planned", "Budget", "Amount"), ("예산액", "계획액", "예산", "금액"), needed=True),
        },
    ),
    "spendings": Sheet(
        Named(("Spendings", "Spending", "Expenses"), ("집행", "집행 내역", "지출", "사용 내역")),
        {
            "day": Named(("Day", "Date"), ("집행일", "날짜", "일자", "사용일"), needed=True),
            "title": Named(("Purpose", "Line", "Item"), ("항목", "비목", "세목", "용도"), needed=True),
            "kind": Named(("Kind", "Type"), ("구분", "비용 구분", "비목 구분")),
            "year": Named(("Year",), ("연도", "년도", "회계연도")),
            "won": Named(("Amount", "Spent"), ("집행액", "금액", "사용액", "지출액"), needed=True),
            "note": Named(("Note", "Remark", "Description"), ("비고", "적요", "내용", "메모")),
        },
    ),
    "members": Sheet(
        Named(("Members", "People", "Team"), ("참여 인력", "참여자", "구성원", "인력", "참여연구원")),
        {
            "email": Named(("E-mail", "Email", "Mail"), ("이메일", "전자우편", "메일"), needed=True),
            "part": Named(("Part", "Role"), ("역할", "구분", "참여 구분")),
            "share": Named(("Share of a month", "Load", "Share"), ("참여율", "월 참여율", "투입률")),
            "starts": Named(("From", "Starts"), ("시작일", "참여 시작일", "시작")),
            "ends": Named(("To", "Ends", "Until"), ("종료일", "참여 종료일", "종료")),
        },
    ),
    "past": Sheet(
        Named(("Decisions", "History"), ("의사결정", "결정 이력", "의사결정 이력", "이력")),
        {
            "day": Named(("Day", "Date"), ("결정일", "날짜", "일자"), needed=True),
            "title": Named(("What was decided", "Decision", "Title"), ("내용", "결정 내용", "안건"), needed=True),
            "verdict": Named(("Verdict", "Result"), ("결정", "결과", "판정")),
            "reason": Named(("Reason", "Why"), ("사유", "이유", "근거")),
            "who": Named(("Decided by", "Who"), ("결정자", "결정 주체", "의결자")),
        },
    ),
}
"""All sheets by what they hold."""
_KINDS: Final = {
    Kind.DIRECT: ("direct", "direct costs", "직접비", "직접"),
    Kind.INDIRECT: ("indirect", "indirect costs", "overhead", "간접비", "간접"),
}
_PARTS: Final = {
    Part.LEAD: ("lead", "leader", "책임", "책임자", "과제책임자", "연구책임자", "책임연구원"),
    Part.MEMBER: ("member", "참여", "참여자", "연구원", "참여연구원", "구성원", "담당", "담당자"),
    Part.GUEST: ("guest", "observer", "참관", "참관자", "자문"),
}
_VERDICTS: Final = {
    Verdict.GO: ("go", "go on", "계속", "계속 진행", "진행", "승인", "통과"),
    Verdict.CHANGE: ("change", "go on with changes", "변경", "변경 후 진행", "조건부", "조건부 승인", "조건부 진행"),
    Verdict.STOP: ("stop", "중단", "종료", "부결"),
}
_DONE: Final = ("done", "passed", "completed", "finished", "완료", "달성", "통과", "종료")
_OPEN: Final = ("open", "due", "running", "planned", "in progress", "진행", "진행 중", "예정", "대기", "미완료", "지연")


def kind_of(word: str) -> Kind | None:
    """Direct or indirect, as people write it."""
    return next((kind for kind, names in _KINDS.items() if _among(word, names)), None)


def part_of(word: str) -> Part | None:
    """A part in a project, as people write it; a member where nothing is written."""
    return next((part for part, names in _PARTS.items() if _among(word, names)), None) if word else Part.MEMBER


def verdict_of(word: str) -> Verdict | None:
    """A verdict, as people write it."""
    return next((verdict for verdict, names in _VERDICTS.items() if _among(word, names)), None)


def done_of(word: str) -> bool | None:
    """Whether a milestone is reached, as people write it; None for a word that says neither."""
    return True if _among(word, _DONE) else False if not word or _among(word, _OPEN) else None


def _among(word: str, names: Iterable[str]) -> bool:
    return plain(word) in {plain(one) for one in names}
