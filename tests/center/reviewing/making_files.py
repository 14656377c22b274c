"""Files of every sort whose author stands in every place that such a file has for one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

SECTOR = 512


def png(secret: str) -> bytes:
    """One grey point, with words, a date and something after the end."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    words = f"Author\0{secret}".encode()
    chunks = [(b"IHDR", header), (b"tEXt", words), (b"iTXt", b"XML\0\0\0\0\0" + words), (b"eXIf", words),
              (b"IDAT", zlib.compress(b"\0\x80")), (b"IEND", b"")]  # fmt: skip
    made = b"".join(struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + made + secret.encode()


def jpeg(secret: str) -> bytes:
    """Segments of a picture; what stands in the scan is not looked at."""
    words = secret.encode()
    exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0" + struct.pack("<HHII", 0x112, 3, 1, 6)
    exif += struct.pack("<HHII", 0x13B, 2, len(words), 38) + b"\0\0\0\0" + words
    parts = [(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), (0xE1, exif),
             (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + words),
             (0xFE, words), (0xED, words), (0xDB, bytes(65)), (0xC0, bytes(15)), (0xDA, bytes(10))]  # fmt: skip
    made = b"".join(b"\xff" + bytes([mark]) + struct.pack(">H", len(part) + 2) + part for mark, part in parts)
    return b"\xff\xd8" + made + b"\x12\xff\x00\x34\xff\xd0\x56" + b"\xff\xd9" + words


def pdf(secret: str, text: str = "A plan") -> bytes:
    """A page with a text, a picture, remarks, an attachment, XMP and document information."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    picture = jpeg(secret)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /PieceInfo << /Made (" + secret.encode()
        + b") >> /Resources << /Font << /F1 5 0 R >> /XObject << /I 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /DCTDecode /Length %d >>\nstream\n" % len(picture) + picture + b"\nendstream",
    ]  # fmt: skip
    made, places = b"%PDF-1.7\n% " + secret.encode() + b"\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    writer.add_metadata({"/Author": secret, "/Title": secret, "/Creator": secret})
    writer.xmp_metadata = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{secret}</a></x:xmpmeta>'.encode()
    writer.add_attachment(f"{secret}.txt", secret.encode())
    for note in (Text(rect=(1, 1, 9, 9), text=secret), FreeText(rect=(1, 1, 9, 9), text=secret)):
        note[NameObject("/T")] = TextStringObject(secret)
        writer.add_annotation(0, note)
    writer._root_object[NameObject("/Made")] = DictionaryObject({NameObject("/By"): TextStringObject(secret)})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A page that needs a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("x"))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Parts in a ZIP file; those of XML with its first line."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            xml = isinstance(content, str) and content.startswith("<")
            file.writestr(name, f'<?xml version="1.0"?>{content}' if xml else content)
    return out.getvalue()


CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>{0}</dc:creator>'
    "<cp:lastModifiedBy>{0}</cp:lastModifiedBy></cp:coreProperties>"
)
APP = '<Properties xmlns="p"><Company>{0}</Company><Manager>{0}</Manager></Properties>'
RELS = (
    '<Relationships xmlns="r"><Relationship Id="r1" Type="t" TargetMode="External" '
    'Target="file:///C:/Users/{0}/normal.dotm"/></Relationships>'
)


def docx(secret: str, text: str = "A plan") -> bytes:
    """A text with a tracked change, a comment, a picture and properties."""
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="t"/>',
            "docProps/core.xml": CORE.format(secret),
            "docProps/app.xml": APP.format(secret),
            "docProps/custom.xml": f'<Properties xmlns="p"><a name="{secret}">{secret}</a></Properties>',
            "docProps/thumbnail.jpeg": jpeg(secret),
            "word/document.xml": '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>'
            f'{text}</w:t></w:r><w:ins w:id="1" w:author="{secret}" w:date="2026-11-01T00:00:00Z"><w:r><w:t> more</w:t>'
            "</w:r></w:ins></w:p></w:body></w:document>",
            "word/comments.xml": f'<w:comments xmlns:w="w"><w:comment w:id="1" w:author="{secret}" '
            f'w:initials="{secret}"><w:p><w:r><w:t>why</w:t></w:r></w:p></w:comment></w:comments>',
            "word/people.xml": f'<w:people xmlns:w="w"><w:person w:author="{secret}"><w:presenceInfo '
            f'w:providerId="AD" w:userId="{secret}"/></w:person></w:people>',
            "word/settings.xml": '<w:settings xmlns:w="w"><w:docVars><w:docVar w:name="a" '
            f'w:val="{secret}"/></w:docVars></w:settings>',
            "word/_rels/settings.xml.rels": RELS.format(secret),
            "word/media/image1.jpeg": jpeg(secret),
            "customXml/item1.xml": f'<a b="{secret}">{secret}</a>',
        }
    )  # fmt: skip


def xlsx(secret: str, text: str = "A plan") -> bytes:
    """A sheet with comments of both kinds, a path and properties."""
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="t"/>',
            "docProps/core.xml": CORE.format(secret),
            "docProps/app.xml": APP.format(secret),
            "xl/workbook.xml": f'<workbook xmlns="m"><fileSharing userName="{secret}"/>'
            f'<absPath url="C:\\Users\\{secret}"/></workbook>',
            "xl/sharedStrings.xml": f'<sst xmlns="m"><si><t>{text}</t></si></sst>',
            "xl/worksheets/sheet1.xml": '<worksheet xmlns="m"><row><c><v>81.9</v></c></row></worksheet>',
            "xl/comments1.xml": f'<comments xmlns="m"><authors><author>{secret}</author></authors>'
            "<commentList><comment><text><t>why</t></text></comment></commentList></comments>",
            "xl/persons/person.xml": f'<personList xmlns="m"><person displayName="{secret}" '
            f'userId="{secret}" id="1"/></personList>',
        }
    )  # fmt: skip


def hwpx(secret: str, text: str = "계획") -> bytes:
    """A text with its package's metadata and previews."""
    return packed(
        {
            "mimetype": "application/hwp+zip",
            "version.xml": '<v major="5"/>',
            "Contents/content.hpf": '<opf:package xmlns:opf="o"><opf:metadata><opf:title>'
            f'{secret}</opf:title><opf:meta name="creator" content="text">{secret}</opf:meta>'
            f'<opf:meta name="lastsaveby" content="text">{secret}</opf:meta></opf:metadata></opf:package>',
            "Contents/header.xml": f'<head xmlns="h"><trackChangeAuthor name="1" author="{secret}"/></head>',
            "Contents/section0.xml": f'<hs:sec xmlns:hs="s" xmlns:hp="p"><hp:p><hp:run><hp:t>{text}</hp:t>'
            "</hp:run></hp:p></hs:sec>",
            "Preview/PrvText.txt": secret.encode(),
            "Preview/PrvImage.png": png(secret),
        }
    )  # fmt: skip


def hwp(secret: str, text: str = "계획", properties: int = 1) -> bytes:
    """A compressed HWP 5 file with summary, preview, a link and one paragraph."""
    header = (b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, properties)).ljust(256, b"\0")
    paragraph = text.encode("utf-16-le") + b"\x0d\0"
    packing = zlib.compressobj(9, wbits=-15)
    record = struct.pack("<I", 67 | (len(paragraph) << 20)) + paragraph
    body = packing.compress(record) + packing.flush()
    value = (secret + "\0").encode("utf-16-le")
    summary = b"\xfe\xff\0\0" + bytes(20) + struct.pack("<I", 1) + bytes(16) + struct.pack("<I", 48)
    summary += struct.pack("<IIII", 24 + len(value), 1, 4, 16) + struct.pack("<II", 0x1F, len(value) // 2) + value
    return compound(
        {"FileHeader": header, "\x05HwpSummaryInformation": summary, "PrvText": value, "PrvImage": png(secret)},
        {"BodyText": {"Section0": body}, "DocOptions": {"_LinkDoc": value}},
    )


def compound(top: dict[str, bytes], folders: dict[str, dict[str, bytes]]) -> bytes:
    """A compound file ([MS-CFB]) of version 3, without small streams: each is filled up to 4,096 bytes."""
    entries = [["Root Entry", 5, -1, -1, -1, b""]]
    tops = [*top.items(), *folders.items()]
    for name, content in tops:
        entries.append([name, 2 if isinstance(content, bytes) else 1, -1, -1, -1, content])
    for name, content in tops:
        if isinstance(content, dict):
            own = next(entry for entry in entries if entry[0] == name)
            own[4] = len(entries)
            entries.extend([inner, 2, -1, -1, -1, held] for inner, held in content.items())
            _chained(entries, own[4], len(content))
    entries[0][4] = 1
    _chained(entries, 1, len(tops))
    data, table, starts = b"", [], {}
    for number, entry in enumerate(entries):
        if entry[1] == 2:
            content = entry[5].ljust(4096, b"\0")
            sectors = -(-len(content) // SECTOR)
            starts[number] = (len(table), len(content))
            table += [*range(len(table) + 1, len(table) + sectors), 0xFFFFFFFE]
            data += content.ljust(sectors * SECTOR, b"\0")
    listed = b"".join(_entry(entry, *starts.get(number, (0, 0))) for number, entry in enumerate(entries))
    listed += bytes(-len(listed) % SECTOR)
    first, sectors = len(table), len(listed) // SECTOR
    table += [*range(first + 1, first + sectors), 0xFFFFFFFE]
    many = -(-(len(table) + 1) // 128)
    fat = [len(table) + one for one in range(many)]
    table += [0xFFFFFFFD] * many
    table += [0xFFFFFFFF] * (-len(table) % 128)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, many, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", *fat, *[0xFFFFFFFF] * (109 - many))
    return head + data + listed + struct.pack(f"<{len(table)}I", *table)


def _chained(entries: list, first: int, count: int) -> None:
    """Siblings as a chain to the right, in the order that the form asks for: by length, then by letters."""
    part = sorted(entries[first : first + count], key=lambda entry: (len(entry[0]), entry[0].upper()))
    children = {id(entry): entry[4] for entry in part}
    for place, entry in enumerate(part):
        entry[3] = first + place + 1 if place + 1 < count else -1
        entry[4] = children[id(entry)]
    entries[first : first + count] = part


def _entry(entry: list, start: int, size: int) -> bytes:
    name = entry[0].encode("utf-16-le") + b"\0\0"
    links = struct.pack("<iii", entry[2], entry[3], entry[4])
    return (
        name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry[1], 1) + links + bytes(36)
        + struct.pack("<IQ", start if size else 0xFFFFFFFE, size)
    )  # fmt: skip
