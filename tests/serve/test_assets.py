"""Scripts and fonts of others: fixed versions, fetched once, complete or not at all, and never needed to read."""

from __future__ import annotations

import gzip
import json
import re
import sys

import pytest

from sanhak.finding import Refusal
from sanhak.serve import assets

PACKAGES = {
    "htmx.org/dist/htmx.esm.min.js": "export default 1",
    "vega/build/vega.min.js": "vega = 1",
    "uplot/dist/uPlot.iife.min.js": "uPlot = 1",
    "uplot/dist/uPlot.min.css": ".u {}",
    "vega-interpreter/build/vega-interpreter.js": (
        "import { ascending, isString } from 'vega-util';\n\nexport { x };\n//# sourceMappingURL=x.map\n"
    ),
    "pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css": (
        "/*\nFree.\n*/\n/* [0] */\n@font-face {\n\tfont-family: 'Pretendard Variable';\n\tfont-display: swap;\n"
        "\tsrc: url(./woff2-dynamic-subset/PretendardVariable.subset.0.woff2) format('woff2-variations');\n}\n"
    ),
    "pretendard/dist/web/variable/woff2-dynamic-subset/PretendardVariable.subset.0.woff2": "font",
    "pretendard/dist/LICENSE.txt": "Font licence",
    "vega/LICENSE": "Script licence",
    "@types/x/LICENSE": "Other licence",
    "axe-core/LICENSE": "Test licence",
    "axe-core/axe.min.js": "axe = 1",
}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A package whose libraries are not there yet, and an npm that brings them."""
    static = tmp_path / "static"
    static.mkdir()
    (static / "package.json").write_text("{}", encoding="utf-8")
    (static / "package-lock.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(assets, "STATIC", static)
    monkeypatch.setattr(assets, "VENDOR", static / "vendor")
    monkeypatch.setattr(assets, "TESTING", static / "testing")

    def bring(folder):
        for name, text in PACKAGES.items():
            path = folder / "node_modules" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    monkeypatch.setattr(assets, "_fetch", bring)
    return static


def test_versions_are_exact_and_the_lock_names_no_host():
    asked = json.loads((assets.STATIC / "package.json").read_text(encoding="utf-8"))
    lock = (assets.STATIC / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(lock)["packages"]
    for name, version in (asked["dependencies"] | asked["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert packages[f"node_modules/{name}"]["version"] == version
    assert "resolved" not in lock
    assert all("integrity" in facts for name, facts in packages.items() if name)


def test_libraries_are_fetched_once_and_again_when_the_lock_changes(place):
    assert not assets.vendored()
    assert assets.install()
    assert assets.vendored()
    assert not assets.install()
    (place / "package-lock.json").write_text('{"other": 1}', encoding="utf-8")
    assert assets.install()


def test_texts_have_an_equal_copy_that_is_compressed_the_same_each_time(place):
    assets.install()
    texts = [path for path in (place / "vendor").iterdir() if path.suffix in (".js", ".css", ".txt")]
    packed = {path.name: path.with_name(f"{path.name}.gz").read_bytes() for path in texts}
    assert {path.name: path.read_bytes() for path in texts} == {k: gzip.decompress(v) for k, v in packed.items()}
    (place / "vendor" / "made-from").unlink()
    assets.install()
    assert packed == {name: (place / "vendor" / f"{name}.gz").read_bytes() for name in packed}


def test_the_font_is_found_beside_its_sheet_under_the_name_that_figures_use(place):
    assets.install()
    sheet = (place / "vendor" / "pretendard.css").read_text(encoding="utf-8")
    assert sheet.startswith("/*\nFree.\n*/")
    assert "font-family:'Pretendard';" in sheet
    assert "font-display:swap" in sheet
    (address,) = re.findall(r"url\(([^)]+)\)", sheet)
    assert (place / "vendor" / address).is_file()


def test_the_interpreter_loads_in_a_browser_without_a_bundler(place):
    assets.install()
    module = (place / "vendor" / "vega-interpreter.js").read_text(encoding="utf-8")
    assert module == "const { ascending, isString } = globalThis.vega;\n\nexport { x };\n"


def test_licences_come_along_but_nothing_that_only_tests_use(place):
    assets.install()
    licences = (place / "vendor" / "licences.txt").read_text(encoding="utf-8")
    assert [line for line in licences.splitlines() if line.startswith("==")] == [
        "== @types/x",
        "== pretendard/dist",
        "== vega",
    ]
    assert (place / "testing" / "axe.min.js").is_file()
    assert not list((place / "vendor").glob("axe*"))


def test_a_machine_without_npm_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(assets, "find_spec", lambda _: None)
    monkeypatch.setattr(assets.shutil, "which", lambda _: None)
    with pytest.raises(Refusal) as told:
        assets._npm()
    assert told.value.findings[0].code == "W070"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ([sys.executable, "-c", "import sys; sys.exit('npm error: no network')"], "no network"),
        (["/nowhere/npm"], "npm"),
    ],
)
def test_what_was_there_stays_when_npm_fails(place, monkeypatch, capsys, command, said):
    assets.install()
    (place / "package-lock.json").write_text('{"other": 1}', encoding="utf-8")
    monkeypatch.undo()
    for name, path in (("STATIC", place), ("VENDOR", place / "vendor"), ("TESTING", place / "testing")):
        monkeypatch.setattr(assets, name, path)
    monkeypatch.setattr(assets, "_npm", lambda: command)
    monkeypatch.setattr(sys, "argv", ["assets", "--lang", "en"])
    assert assets.main() == 1
    shown = " ".join(capsys.readouterr().err.split())
    assert "W071" in shown
    assert said in shown
    assert assets.vendored()
