"""What making a file blind gives, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass

from sanhak.text import Text


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy without its author: ``ending`` of its name, the text in it, and words that stand elsewhere in it.

    ``seen`` says whether the text is all that a reader sees; where pictures, drawings or embedded things are part of
    the file, somebody has to look at it.
    """

    content: bytes
    ending: str
    text: str
    rest: str = ""
    seen: bool = True


class Unfit(Exception):  # noqa: N818 - it is told as a refusal by the room, with the name of the file
    """The file cannot be made blind: it is locked, or there is another reason."""

    def __init__(self, because: Text | None = None) -> None:
        super().__init__(because)
        self.locked = because is None
        self.because = because or Text("")
