"""Copies of files without what they say of their authors, and the text in which names are then looked for.

What a file is, is read from its content. A copy keeps what readers are meant to see, and loses document information,
authors of comments and changes, paths, thumbnails and attachments. What cannot be taken out with certainty is told as
``rest``, in which names are looked for as in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sanhak.center.reviewing.blind.copy import Copy, Unfit
from sanhak.center.reviewing.findings import Locked, NotReadable, OtherForm
from sanhak.finding import Refusal
from sanhak.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Copy", "blind"]


def blind(content: bytes, file: str) -> Copy:
    """The copy of a file that reviewers may see.

    Parameters
    ----------
    content
        The file.
    file
        What it is called, to be told in a refusal.

    Raises
    ------
    Refusal
        C130 if it cannot be read, C131 if it is encrypted, C132 if it is of another sort.
    """
    way = _way_of(content)
    if way is None:
        raise Refusal(OtherForm(file=file))
    try:
        return way(content)
    except Unfit as unfit:
        raise Refusal(Locked(file=file) if unfit.locked else NotReadable(file=file, because=unfit.because)) from None
    except Exception as error:  # whatever a broken file does to its reader, it is not shown
        raise Refusal(NotReadable(file=file, because=say("it is damaged"))) from error


def _way_of(content: bytes) -> Callable[[bytes], Copy] | None:
    """How a file is made blind, by its first bytes."""
    from sanhak.center.reviewing.blind import hangul, packed, pdf, pictures

    if content[:1024].lstrip().startswith(b"%PDF-"):
        return pdf.blind
    for first, way in (
        (b"PK\x03\x04", packed.blind),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", hangul.blind),
        (b"\x89PNG\r\n\x1a\n", pictures.blind),
        (b"\xff\xd8\xff", pictures.blind),
    ):
        if content.startswith(first):
            return way
    return None
