"""PDF files without document information, XMP, remarks, attachments, actions and layers' owners.

Pages are written into a new file, so that whatever belongs to the document alone stays behind. Source: ISO 32000-2.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from sanhak.center.reviewing.blind.copy import Copy, Unfit
from sanhak.center.reviewing.blind.pictures import jpeg_of
from sanhak.text import say

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter

_DROPPED: Final = ("/Metadata", "/PieceInfo", "/Thumb", "/AA", "/A", "/EF", "/AF", "/T", "/TU", "/V", "/LastModified")
"""What an object may say of who made it, or do; filled forms keep their looks."""
_MOST_PAGES: Final = 500
_DEEPEST: Final = 20


def blind(content: bytes) -> Copy:
    """The pages of a PDF file as a file of their own; a remark on a page goes, a filled form stays as it looks."""
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not _opened(reader):
        raise Unfit
    if len(reader.pages) > _MOST_PAGES:
        raise Unfit(say("it has more than {most} pages", most=_MOST_PAGES))
    filled = _filled(reader)
    writer = PdfWriter()
    for page in reader.pages:
        _strip(writer.add_page(page))
    seen, left = _clean(writer)
    text = [page.extract_text() or "" for page in writer.pages]
    writer.metadata = None
    made = io.BytesIO()
    writer.write(made)
    seen = seen and all(map(str.strip, text))
    return Copy(made.getvalue(), "pdf", "\n".join(text), "\n".join([*filled, *left]), seen=seen)


def _opened(reader: Any) -> bool:
    """Whether the file opens without a password, as those do that only forbid printing."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _filled(reader: Any) -> list[str]:
    """What stands in the fields of a form."""
    return [str(field.value) for field in (reader.get_fields() or {}).values() if field.value is not None]


def _strip(page: PageObject) -> None:
    """Take remarks and links off a page; fields of forms stay."""
    from pypdf.generic import ArrayObject, NameObject

    notes = page.get("/Annots")
    if notes is None:
        return
    kept = ArrayObject(note for note in notes.get_object() if note.get_object().get("/Subtype") == "/Widget")
    page[NameObject("/Annots")] = kept


def _clean(writer: PdfWriter) -> tuple[bool, list[str]]:
    """Take out of every object what it says of its maker; whether no picture says something, and all strings left."""
    from pypdf.generic import DictionaryObject, StreamObject

    seen, left = True, list[str]()
    for held in writer._objects:  # noqa: SLF001 - the writer has no other way to all of its objects
        if isinstance(held, DictionaryObject):
            _scrub(held)
            if isinstance(held, StreamObject) and held.get("/Subtype") == "/Image":
                seen = False
                if held.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
                    held._data = jpeg_of(held._data)  # noqa: SLF001 - as it is coded: decoding would lose quality
        _gather(held, left, 0)
    return seen, left


def _scrub(held: Any) -> None:
    """Take out of one object what it says of its maker, and all of a remark or an attachment."""
    remark = "/Rect" in held and "/Subtype" in held and held["/Subtype"] != "/Widget"
    if remark or held.get("/Type") in ("/EmbeddedFile", "/Filespec"):
        if "/Length" in held:
            held._data = b""  # noqa: SLF001 - its content cannot be set otherwise while it is coded
        for name in list(held):
            del held[name]
    for name in _DROPPED:
        held.pop(name, None)


def _gather(held: Any, found: list[str], deep: int) -> None:
    """Every string outside of the pages' own text."""
    from pypdf.generic import ArrayObject, DictionaryObject, TextStringObject

    if isinstance(held, TextStringObject):
        found.append(str(held))
    elif isinstance(held, DictionaryObject | ArrayObject) and deep < _DEEPEST:
        for value in held.values() if isinstance(held, DictionaryObject) else held:
            _gather(value, found, deep + 1)
