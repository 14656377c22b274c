"""Findings: coded remarks on the honesty of data, model or decision, each with its remedy.

A rule is a subclass of :class:`Finding`; a finding is an instance of it, so it is stored as its code and parameters and
speaks the reader's language only when shown. The rule's docstring is its page: ``sanhak page T014``.

``Refusal`` is the only exception that the rooms raise for a question that cannot be answered; it carries findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.resources import files
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, dataclass_transform

from sanhak.text import Language, Param, Text, dump, load

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


class Severity(StrEnum):
    """How much a finding weighs: a note informs, a warning asks for a look, a refusal stops the answer."""

    NOTE = "note"
    WARN = "warn"
    REFUSE = "refuse"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for a refusal."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """One remark. Subclasses are rules: they say it in three templates and declare the parameters as fields."""

    code: ClassVar[str]
    severity: ClassVar[Severity]
    says: ClassVar[str]
    """What was given, and which limit it meets."""
    why: ClassVar[str]
    """Why that matters to the decision."""
    act: ClassVar[str]
    """What to do next; never blame."""

    @property
    def params(self) -> dict[str, Param]:
        """The rule's fields and their values."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    def render(self, language: Language = "en") -> str:
        """The whole finding in one paragraph: code, what, why, next act."""
        return f"{self.code} " + " ".join(text.render(language) for text in (self.said, self.reason, self.remedy))

    @property
    def said(self) -> Text:
        """What was given and which limit it meets."""
        return Text(self.says, self.params)

    @property
    def reason(self) -> Text:
        """Why it matters."""
        return Text(self.why, self.params)

    @property
    def remedy(self) -> Text:
        """What to do next."""
        return Text(self.act, self.params)

    def dump(self) -> dict[str, Any]:
        """Plain JSON data: the code and the parameters."""
        return {"code": self.code, "severity": self.severity.value, "params": dump(self.params)}

    @staticmethod
    def load(data: Mapping[str, Any]) -> Finding:
        """The finding that :meth:`dump` wrote.

        Raises
        ------
        KeyError
            If the code belongs to no rule of this version.
        """
        return _rule(data["code"])(**load(dict(data["params"])))


_Rule = TypeVar("_Rule", bound=type[Finding])
_RULES: Final[dict[str, type[Finding]]] = {}
_MOST_NEAR: Final = 3
_ALIKE: Final = 0.5
"""The similarity from which on a name may be meant, as :mod:`difflib` measures it from 0 to 1."""
_OWN_WORDS: Final = {name for name in (*vars(Finding), *Finding.__annotations__) if not name.startswith("_")}


@dataclass_transform(frozen_default=True)
def rule(code: str, severity: Severity) -> Callable[[_Rule], _Rule]:
    """Declare a subclass of :class:`Finding` as the rule with this code.

    Raises
    ------
    ValueError
        If the code is taken (numbers are never reused), or a field hides what every finding has.
    """

    def declare(cls: _Rule) -> _Rule:
        if code in _RULES:
            raise ValueError(f"{code} is already the code of {_RULES[code].__qualname__}; numbers are never reused")
        if taken := _OWN_WORDS & set(cls.__annotations__):
            raise ValueError(f"{code} names its fields {sorted(taken)}, which every finding has already")
        cls.code, cls.severity = code, severity
        _RULES[code] = dataclass(frozen=True)(cls)
        return cls

    return declare


def rules() -> dict[str, type[Finding]]:
    """The rules of all rooms, by code in order."""
    _load_all()
    return dict(sorted(_RULES.items()))


def _rule(code: str) -> type[Finding]:
    """The rule of a code, whether or not its room is loaded; KeyError if this version has none."""
    if code not in _RULES:
        _load_all()
    return _RULES[code]


@cache
def _load_all() -> None:
    """Load every module that has "findings" in its name or its folder's, and nothing else of the rooms."""
    for module in _modules(files("sanhak"), "sanhak"):
        import_module(module)


def _modules(room: Traversable, name: str) -> Iterator[str]:
    for part in sorted(room.iterdir(), key=lambda part: part.name):
        if part.is_dir() and part.joinpath("__init__.py").is_file():
            yield from _modules(part, f"{name}.{part.name}")
        elif part.name.endswith(".py") and part.name != "__init__.py" and "findings" in f"{name}.{part.name}":
            yield f"{name}.{part.name.removesuffix('.py')}"


def page(code: str) -> list[Text]:
    """The paragraphs of a rule's page: its docstring, each paragraph a message of its own, with braces doubled."""
    written = cleandoc(_rule(code).__doc__ or "").replace("{", "{{").replace("}", "}}")
    return [Text(" ".join(part.split())) for part in written.split("\n\n")]


def sentences(code: str) -> tuple[Text, Text, Text]:
    """What a rule says, why, and what to do, with the parameters still open."""
    declared = _rule(code)
    return Text(declared.says), Text(declared.why), Text(declared.act)


def worst(findings: Iterable[Finding]) -> Finding | None:
    """The most severe finding, the first of equals; None when there is none."""
    return max(findings, key=lambda finding: finding.severity.rank, default=None)


def near(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that a misspelt one may mean, the nearest first; upper and lower case do not count."""
    by_fold: dict[str, list[str]] = {}
    for name in known:
        by_fold.setdefault(name.casefold(), []).append(name)
    nearest = get_close_matches(word.casefold(), by_fold, n=_MOST_NEAR, cutoff=_ALIKE)
    return tuple(name for fold in nearest for name in by_fold[fold])[:_MOST_NEAR]


class Refusal(Exception):  # noqa: N818 - it is an answer ("no, because"), not an accident
    """The question cannot be answered as it stands; the findings say why and what would be answered.

    ``field`` names the one of several things given that they are about, such as a field of a form; empty for all of it.
    """

    def __init__(self, *findings: Finding, field: str = "") -> None:
        super().__init__(*findings)
        self.findings, self.field = findings, field

    def __str__(self) -> str:
        return "\n".join(finding.render() for finding in self.findings)
