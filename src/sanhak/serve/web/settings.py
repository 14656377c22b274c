"""How the workbench is served: what an installation decides, all of it in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sanhak.serve.web.mail import Mail
from sanhak.text import Language

GIGABYTE: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation decides.

    ``base`` is the path under which a reverse proxy serves the workbench, without a slash at its end; ``https`` whether
    browsers reach it by https alone; ``proxies`` the addresses that may say from where a request came. ``upload`` are
    the bytes of the largest file; ``mail`` names the server that takes letters, None where there is none.
    """

    folder: Path = field(default_factory=lambda: Path("workbench"))
    url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    base: str = ""
    https: bool = False
    proxies: tuple[str, ...] = ()
    language: Language = "ko"
    runners: int | None = None
    upload: int = GIGABYTE
    durable: bool = True
    mail: Mail | None = None

    @property
    def address(self) -> str:
        """Where somebody at this computer opens it."""
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else self.host  # noqa: S104
        return f"http://{host}:{self.port}{self.base}"
