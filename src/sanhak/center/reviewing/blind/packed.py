"""DOCX, XLSX and HWPX files (XML in a ZIP) without properties, authors of remarks and changes, paths and previews.

Sources: ECMA-376 (Office Open XML), parts 1 and 2; KS X 6101 (OWPML, the form of HWPX).
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sanhak.center.reviewing.blind import pictures
from sanhak.center.reviewing.blind.copy import Copy, Unfit
from sanhak.text import say

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST: Final = 200 << 20
"""Bytes that a file may hold unpacked."""
_EMPTIED: Final = re.compile(
    r"docProps/|customXml/item\d|xl/printerSettings/|META-INF/container\.rdf|Preview/PrvText|docMetadata/|Scripts/"
)
"""Parts that only say who made the file, when and with what."""
_PREVIEW: Final = re.compile(r"docProps/thumbnail|Preview/PrvImage")
_MEDIA: Final = re.compile(r"(word|xl|ppt)/media/|BinData/", re.IGNORECASE)
_NESTED: Final = re.compile(r"/embeddings/")
_XML: Final = (".xml", ".rels", ".hpf", ".vml", ".rdf")
_SHOWN: Final = re.compile(r"word/|xl/(worksheets|sharedStrings|comments|threadedComments|drawings)|Contents/section")
"""Parts whose words readers see."""
_MAKERS: Final = frozenset(
    ("author", "initials", "lasteditedby", "lastmodifiedby", "userid", "username", "displayname", "providerid",
     "creator", "lastsaveby", "modifiedby", "reservationpassword", "editor")
)  # fmt: skip
"""Attributes and elements that name who wrote something, in small letters."""
_METADATA: Final = frozenset(("metadata", "abspath", "filesharing", "docvars", "attachedtemplate"))
"""Elements of which nothing is shown to readers."""
_NOBODY: Final = {"author": "Author", "displayname": "Author", "initials": "A", "creator": "Author"}
"""What stands in place of names without which programs take a file for a broken one."""
_PARAGRAPHS: Final = frozenset(("p", "si", "row"))
_WORDS: Final = frozenset(("t", "v", "delText", "instrText"))
_LINE: Final = re.compile(r"[ \t]*\n\s*")


@dataclass(slots=True)
class _Told:
    """What was read on the way: words that a reader sees, other words, and whether somebody has to look."""

    text: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    seen: bool = True


def blind(content: bytes) -> Copy:
    """The copy of a DOCX, XLSX or HWPX file."""
    told = _Told()
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        ending = _ending(given)
        made = _rewritten(given, told)
    return Copy(made, ending, _LINE.sub("\n", "".join(told.text)).strip(), "\n".join(told.rest), seen=told.seen)


def _ending(given: zipfile.ZipFile) -> str:
    """What the file is; :class:`Unfit` if it is locked, too large, or of another sort."""
    names = set(given.namelist())
    if sum(one.file_size for one in given.infolist()) > _MOST:
        raise Unfit(say("it holds more than {most} MB when unpacked", most=_MOST >> 20))
    if any(one.flag_bits & 1 for one in given.infolist()):
        raise Unfit
    if "META-INF/manifest.xml" in names and b"encryption-data" in given.read("META-INF/manifest.xml"):
        raise Unfit
    for part, ending in (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("Contents/content.hpf", "hwpx")):
        if part in names:
            return ending
    raise Unfit(say("it is a packed file of another sort"))


def _rewritten(given: zipfile.ZipFile, told: _Told) -> bytes:
    """All parts, each without its makers, in the same order and with no dates."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as copied:
        for one in given.infolist():
            if one.is_dir():
                continue
            plain = zipfile.ZipInfo(one.filename)
            plain.compress_type = zipfile.ZIP_STORED if one.filename == "mimetype" else zipfile.ZIP_DEFLATED
            told.rest.append(one.filename)
            copied.writestr(plain, _part(one.filename, given.read(one), told))
    return made.getvalue()


def _part(name: str, content: bytes, told: _Told) -> bytes:
    """One part without its makers."""
    if _PREVIEW.match(name):
        return _BLANK if content.startswith(pictures.PNG) else b""
    if content.lstrip()[:5] in (b"<?xml", b"\xef\xbb\xbf<?") or name.endswith(
        (".xml", ".rels", ".hpf", ".vml", ".rdf")
    ):
        return _xml(name, content, told)
    if _EMPTIED.match(name):
        return b""
    if _NESTED.search(name) and content.startswith(b"PK"):
        inner = blind(content)
        told.text.append(inner.text + "\n")
        told.rest.append(inner.rest)
        told.seen = told.seen and inner.seen
        return inner.content
    if name == "mimetype":
        return content
    told.seen = False
    cleaned = pictures.clean(content) if _MEDIA.match(name) else None
    if cleaned is None:
        told.rest.extend((content.decode("utf-8", "ignore"), content.decode("utf-16-le", "ignore")))
    return content if cleaned is None else cleaned


def _xml(name: str, content: bytes, told: _Told) -> bytes:
    from lxml import etree

    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    if _EMPTIED.match(name):
        _empty(root)
    _without_makers(root, whole=name.startswith("Contents/content.hpf"))
    shown = re.match(
        r"word/|xl/(worksheets|sharedStrings|comments|threadedComments)|Contents/section|xl/drawings", name
    )
    _read(root, told, shown=bool(shown))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _empty(root: _Element) -> None:
    """Leave the frame of a part that only says who made the file."""
    root.text = None
    root[:] = []
    root.attrib.clear()


def _without_makers(root: _Element, *, whole: bool) -> None:
    """Take names of makers out of attributes and elements."""
    for part in root.iter("*"):
        local = _local(part.tag).lower()
        if local in _MAKERS or (local in _METADATA and (whole or local != "metadata")):
            for inner in part.iter("*"):
                inner.text = None
                for attribute in list(inner.attrib):
                    if _local(attribute) not in ("name", "id") and inner.attrib[attribute] != "text":
                        inner.attrib[attribute] = ""
        for attribute in list(part.attrib):
            if _local(attribute).lower() in _MAKERS:
                part.attrib[attribute] = _NOBODY.get(_local(attribute).lower(), "")
            elif local == "relationship" and _local(attribute) == "Target" and "file:" in str(part.attrib[attribute]):
                part.attrib[attribute] = "file:///"


def _read(root: _Element, told: _Told, *, shown: bool) -> None:
    """Gather the words of a part: those that a reader sees, and all others."""
    for part in root.iter("*"):
        local = _local(part.tag)
        if shown and local in _PARAGRAPHS:
            told.text.append("\n")
        if shown and local in _WORDS and part.text:
            told.text.append(part.text + ("\t" if local == "v" else ""))
        elif part.text and part.text.strip():
            told.rest.append(part.text)
        if part.tail and part.tail.strip():
            (told.text if shown else told.rest).append(part.tail)
        told.rest.extend(str(value) for value in part.attrib.values() if value)


def _local(name: Any) -> str:
    """A name without its namespace."""
    return str(name).rsplit("}", 1)[-1]


_BLANK: Final = (
    pictures.PNG + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""One white point."""
