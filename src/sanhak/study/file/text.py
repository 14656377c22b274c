"""Study files as text: YAML 1.2 with remarks, and JSON. Read without tags, anchors, or anything that could act."""

from __future__ import annotations

import io
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

from sanhak.finding import Refusal
from sanhak.study.describe import FieldDescription, describe
from sanhak.study.file.draft import Draft
from sanhak.study.file.node import Node, Scalar
from sanhak.study.findings import BrokenLine, MarkUsed, NameTwice, NotAStudyFile
from sanhak.text import Language, Text, say, show

_ENCODINGS: Final = ("utf-8-sig", "cp949")
_DEEPEST: Final = 10
_WIDTH: Final = 100
_TIME_TAG: Final = "tag:yaml.org,2002:timestamp"
_RESOLVER: Final = YAML(typ="safe", pure=True).resolver
_PLAIN: Final = re.compile(r"[^\W\d][\w./%°℃()]*(?: [\w./%°℃()]+)*")


def read(content: bytes, path: str) -> Node:
    """The values in a YAML or JSON text (JSON is YAML).

    Raises
    ------
    Refusal
        S005–S008: no text, a line that cannot be understood, a tag, a name given twice.
    """
    return _Reader(_decoded(content, path), path).root()


def write_yaml(draft: Draft, path: Path, language: Language) -> None:
    """Write commented YAML: each field with title, help and remarks; fields not given are commented out."""
    path.write_text("\n".join(_lines(draft, path.name, language)) + "\n", encoding="utf-8", newline="\n")


def write_json(draft: Draft, path: Path, language: Language) -> None:
    """Write the values as JSON, which has no place for remarks."""
    del language
    plain = {"study": draft.kind.kind, **draft.values}
    path.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _decoded(content: bytes, path: str) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(NotAStudyFile(path=path, because=say("it is no text")))


class _Reader:
    """Builds nodes from YAML events, so that nothing but plain values can arise."""

    def __init__(self, source: str, path: str) -> None:
        self._path = path
        self._lines = source.splitlines()
        self._yaml = YAML(typ="safe", pure=True)
        # JSON may be indented by tabs, which YAML does not know; inside of quoted JSON text a tab cannot stand.
        self._source = source.replace("\t", "  ") if source.lstrip().startswith("{") else source
        self._events = self._checked()

    def root(self) -> Node:
        try:
            first = next(self._events, None)
            node = None if first is None else self._node(first)
            further = next(self._events, None)
        except MarkedYAMLError as error:
            raise self._broken(error.problem_mark.line if error.problem_mark else 0) from None
        except ReaderError as error:
            raise self._broken(self._source.count("\n", 0, error.position)) from None
        except (YAMLError, ValueError):
            raise self._broken(0) from None
        if further is not None:
            raise Refusal(MarkUsed(path=self._path, line=further.start_mark.line + 1, mark="---"))
        if node is None or not isinstance(node.value, dict):
            raise Refusal(NotAStudyFile(path=self._path, because=say("no line names a field")))
        return node

    def _checked(self) -> Iterator[Event]:
        """The events that carry values; a tag, an anchor or an alias is refused before anything is made of it."""
        depth = 0
        for event in self._yaml.parse(io.StringIO(self._source)):
            if isinstance(event, StreamStartEvent | StreamEndEvent | DocumentStartEvent | DocumentEndEvent):
                continue
            self._refuse_marks(event)
            depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
            depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
            if depth > _DEEPEST:
                raise Refusal(NotAStudyFile(path=self._path, because=say("its values are nested too deeply")))
            yield event

    def _refuse_marks(self, event: Event) -> None:
        mark = ""
        if isinstance(event, AliasEvent):
            mark = f"*{event.anchor}"
        elif isinstance(event, NodeEvent) and event.anchor:
            mark = f"&{event.anchor}"
        elif getattr(event, "tag", None):
            mark = str(event.tag)  # type: ignore[attr-defined]
        if mark:
            raise Refusal(MarkUsed(path=self._path, line=event.start_mark.line + 1, mark=mark))

    def _node(self, event: Event) -> Node:
        line = event.start_mark.line + 1
        if isinstance(event, ScalarEvent):
            return Node(self._scalar(event), line, event.value)
        if isinstance(event, SequenceStartEvent):
            parts = iter(lambda: next(self._events), None)
            listed = []
            for part in parts:
                if isinstance(part, SequenceEndEvent):
                    break
                listed.append(self._node(part))
            return Node(tuple(listed), line)
        return Node(self._named(), line)

    def _named(self) -> dict[str, Node]:
        named: dict[str, Node] = {}
        while not isinstance(key := next(self._events), MappingEndEvent):
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarEvent):
                raise self._broken(line - 1)
            if key.value in named:
                raise Refusal(NameTwice(path=self._path, name=key.value, first=named[key.value].line, line=line))
            node = self._node(next(self._events))
            named[key.value] = Node(node.value, line, node.text)
        return named

    def _scalar(self, event: ScalarEvent) -> Scalar:
        """The value of a scalar by the core schema of YAML 1.2; a date stays text."""
        if not event.implicit[0]:
            return str(event.value)
        tag = self._yaml.resolver.resolve(ScalarNode, event.value, event.implicit)
        if str(tag) == _TIME_TAG:
            return str(event.value)
        value: Scalar = self._yaml.constructor.construct_object(ScalarNode(tag, event.value))
        return value

    def _broken(self, line: int) -> Refusal:
        shown = self._lines[line].strip() if line < len(self._lines) else ""
        return Refusal(BrokenLine(path=self._path, line=line + 1, shown=textwrap.shorten(shown, 60, placeholder="…")))


def _lines(draft: Draft, name: str, language: Language) -> Iterator[str]:
    kind = describe(draft.kind)
    yield from _remark(kind.question, language)
    yield from _remark(draft.go_on(name), language)
    yield from _remark(say("Lines that begin with # are remarks; take the # away to use a field."), language)
    yield f"study: {_scalar(kind.kind)}"
    if draft.columns:
        yield ""
        yield from _remark(say("Columns of the table:"), language)
        for column in draft.columns:
            unit = f" [{column.unit}]" if column.unit else ""
            yield f"#   {_scalar(column.name)}{unit}: {show(column.seen, language)}"
    for part in kind.fields:
        yield ""
        yield from _field(part, draft, language)


def _field(part: FieldDescription, draft: Draft, language: Language) -> Iterator[str]:
    yield from _remark(say("{title}: {help}", title=part.title, help=part.help), language)
    for fact in _facts(part):
        yield from _remark(fact, language)
    if (part.name,) in draft.notes:
        yield from _remark(draft.notes[part.name,], language)
    if part.name in draft.values:
        yield from _entry(part.name, draft.values[part.name], draft.notes, language)
    elif part.required:
        yield f"{part.name}:"
    else:
        yield f"# {part.name}: {_flow(_default(part))}"


def _facts(part: FieldDescription) -> Iterator[Text]:
    if part.required:
        yield say("Required.")
    if part.unit:
        yield say("Unit: {unit}", unit=part.unit)
    if part.choices:
        yield say("One of: {choices}", choices=part.choices)
    if part.lower is not None:
        yield say("Lowest: {lower}", lower=part.lower)
    if part.upper is not None:
        yield say("Highest: {upper}", upper=part.upper)


def _default(part: FieldDescription) -> Any:
    return part.default.value if hasattr(part.default, "value") else part.default


def _entry(name: str, value: Any, notes: Mapping[tuple[str, ...], Text], language: Language) -> Iterator[str]:
    if isinstance(value, list | tuple) and value and all(isinstance(inner, Mapping) for inner in value):
        yield f"{_scalar(name)}:"
        for inner in value:
            first, *others = lines_of(inner)
            yield f"  - {first}"
            yield from (f"    {line}" for line in others)
        return
    if not isinstance(value, Mapping) or not value:
        yield f"{_scalar(name)}: {_flow(value)}"
        return
    yield f"{_scalar(name)}:"
    for column, inner in value.items():
        note = notes.get((name, column))
        yield f"  {_scalar(column)}: {_flow(inner)}" + (f"  # {show(note, language)}" if note else "")


def lines_of(named: Mapping[str, Any]) -> list[str]:
    """A mapping as YAML, one line for each of its names."""
    return [f"{_scalar(str(name))}: {_flow(value)}" for name, value in named.items()]


def _remark(text: Text, language: Language) -> Iterator[str]:
    for line in textwrap.wrap(show(text, language), _WIDTH, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}"


def _flow(value: Any) -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{_scalar(str(name))}: {_flow(part)}" for name, part in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case _:
            return _scalar(value)


def _scalar(value: Any) -> str:
    """One value such that YAML reads the same again."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float() | int():
            return _number(value)
        case _:
            return str(value) if _stays_plain(str(value)) else _quoted(str(value))


def _number(value: float) -> str:
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    short = f"{value:.12g}"
    return short if float(short) == value else repr(value)


def _stays_plain(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or not text.isprintable():
        return False
    return str(_RESOLVER.resolve(ScalarNode, text, (True, False))).endswith(":str")


def _quoted(text: str) -> str:
    """JSON's quotation, with every character that YAML might take for a line break or refuse written as its number."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(mark if mark.isprintable() else _escape(mark) for mark in quoted)


def _escape(mark: str) -> str:
    return f"\\u{ord(mark):04x}" if ord(mark) <= 0xFFFF else f"\\U{ord(mark):08x}"  # noqa: PLR2004 - the plane's end
