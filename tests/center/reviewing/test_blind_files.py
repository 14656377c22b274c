"""Copies without authors: nothing that a file says of its maker is left, and what readers see is."""

from __future__ import annotations

import io
import zipfile

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from center.reviewing import making_files as make
from sanhak.center.reviewing.blind import blind
from sanhak.finding import Refusal

SECRET = "Quintessa"
KINDS = {"pdf": make.pdf, "docx": make.docx, "xlsx": make.xlsx, "hwpx": make.hwpx, "hwp": make.hwp, "png": make.png,
         "jpg": make.jpeg}  # fmt: skip


def every_part(content: bytes) -> bytes:
    """All bytes of a file, also those that it holds packed."""
    parts = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts += [file.read(name) for name in file.namelist()]
    elif content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        held = [reader.get_object(number) for number in reader.xref[0]]
        parts += [str(one).encode() for one in held]
        parts += [one._data for one in held if hasattr(one, "_data")]
    elif content.startswith(b"\xd0\xcf"):
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            parts += [file.openstream(path).read() for path in file.listdir()]
    return b"\n".join(parts)


def says(content: bytes, secret: str) -> bool:
    return any(secret.encode(coding) in every_part(content) for coding in ("utf-8", "utf-16-le", "utf-16-be"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_says_who_made_it(kind):
    given = KINDS[kind](SECRET)
    assert says(given, SECRET), "the test must be able to fail"
    copy = blind(given, "plan")
    assert copy.ending == kind
    assert not says(copy.content, SECRET)
    assert SECRET not in copy.text + copy.rest
    assert blind(copy.content, "plan").content == copy.content or kind == "pdf", "a copy of a copy changes nothing"


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "hwpx", "hwp"])
def test_the_text_is_kept_and_read(kind):
    copy = blind(KINDS[kind](SECRET, "Distillation 81"), "plan")
    assert "Distillation 81" in copy.text
    again = blind(copy.content, "plan")
    assert "Distillation 81" in again.text


def test_korean_text_is_read():
    for kind in ("docx", "xlsx", "hwpx", "hwp"):
        assert "증류탑 온도" in blind(KINDS[kind](SECRET, "증류탑 온도"), "plan").text


def test_what_cannot_be_taken_out_is_told():
    parts = {
        "word/document.xml": "<a><t>text</t></a>",
        "word/embeddings/oleObject1.bin": b"\xd0by Quintessa",
    }
    copy = blind(make.packed(parts), "plan")
    assert SECRET in copy.rest
    assert not copy.seen
    assert SECRET in blind(make.hwpx("x", f"계획 {SECRET}"), "plan").text


def test_pictures_are_for_somebody_to_look_at():
    assert not blind(make.png(SECRET), "x").seen
    assert not blind(make.pdf(SECRET), "x").seen
    assert not blind(make.docx(SECRET), "x").seen
    assert blind(make.hwpx(SECRET), "x").seen


def test_a_picture_stays_upright_and_is_not_coded_anew():
    made = blind(make.jpeg(SECRET), "x").content
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in made
    assert b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9" in made


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "C132"), (b"MZ program", "C132"), (b"%PDF-1.7 broken", "C130"), (b"PK\x03\x04 broken", "C130"),
        (make.locked_pdf(), "C131"), (make.png("x")[:40], "C130"), (make.jpeg("x")[:30], "C130"),
        (make.hwp("x", properties=3), "C131"), (make.hwp("x", properties=0x41), "C130"),
        (make.compound({"WordDocument": b"x"}, {}), "C130"), (make.packed({"a.exe": b"x"}), "C130"),
        (make.packed({"Contents/content.hpf": "<a/>", "META-INF/manifest.xml": "<encryption-data/>"}), "C131"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_through_is_refused(content, code):
    with pytest.raises(Refusal) as refused:
        blind(content, "plan.pdf")
    assert refused.value.findings[0].code == code


@given(st.sampled_from(list(KINDS)), st.data())
def test_a_broken_file_is_refused_or_blind(kind, data):
    whole = KINDS[kind](SECRET)
    at = data.draw(st.integers(0, len(whole)))
    broken = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 40)) :]
    try:
        copy = blind(broken, "plan")
    except Refusal:
        return
    assert copy.ending
