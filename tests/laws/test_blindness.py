"""Law: nothing that a reviewer can ask for tells anything that the workbench knows of who applies.

A new route is swept by existing. The applicant's identity stands in every place that the system knows: account, form,
free text, names of uploads, and in each sort of file in its properties, remarks, paths, previews and text.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from center.opening import opened, peopled
from center.reviewing import making_files as make
from center.reviewing.calling import application, attach, call, prepared, review_by, somebody
from center.reviewing.test_blind_files import every_part
from laws.test_routes import OPEN, address, asked, page_routes
from sanhak.center import schema, search
from sanhak.center.calls import schema as calling
from sanhak.center.finding.findings import EverySoManyRows, LeftOutAsTooGood
from sanhak.center.finding.intake import Intake, Signal, Verdict
from sanhak.center.reviewing import assigned, assigning, passages, seen
from sanhak.center.reviewing.seen import Shape
from sanhak.center.rights import Role
from sanhak.text import say
from serve.web.world import _served

NAME, KOREAN, ADDRESS = "Quintessa Mirabelle", "남궁별하", "zephyrine@oakhollow.example"
LABORATORY, UNIVERSITY, SUPERVISOR, NUMBER = (
    "Vellichor Laboratory",
    "Oakhollow Institute",
    "Bartholomew Fenwick",
    "STU-481516",
)
SECRETS = ("Quintessa", "Mirabelle", "남궁별하", "남궁 별하", "zephyrine", "oakhollow", "Vellichor", "Bartholomew",
           "Fenwick", "STU-481516")  # fmt: skip
TELLING = (
    f"By {NAME} ({KOREAN} 박사, 남궁 별하 교수), {ADDRESS}, {LABORATORY}, {UNIVERSITY}, with {SUPERVISOR}, {NUMBER}."
)
PLAIN = "A column is controlled."
FILES = {"pdf": make.pdf, "docx": make.docx, "xlsx": make.xlsx, "hwpx": make.hwpx, "hwp": make.hwp}
PICTURES = {"png": make.png, "jpg": make.jpeg}


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    """A call in review with one application, its reviewer, and every sort of file with and without telling text."""
    center = opened(tmp_path_factory.mktemp("blind") / "workbench")
    crowd = peopled(center)
    with center.database.writing() as rows:
        here = call(rows, crowd["office"])
        applicant = somebody(rows, NAME, ADDRESS, UNIVERSITY, Role.SCHOLAR)
        values = {
            "title": f"Columns of {SUPERVISOR}", "name": f"{NAME}, {KOREAN}, {NUMBER}", "university": UNIVERSITY,
            "laboratory": LABORATORY, "people": SUPERVISOR, "area": "process", "amount": 1_000_000,
            "plan": f"{PLAIN} {TELLING} {TELLING.upper()}",
        }  # fmt: skip
        made = application(rows, here, applicant, 1, values)
        rows.execute(calling.applications.update().values(measured=measurement().dump()))
        names = [f"{NAME} {KOREAN}.{ending}" for ending in FILES]
        held = [
            attach(rows, center, made, "files", name, way(f"{NAME} {KOREAN}" if ending != "pdf" else NAME, text))
            for name, (ending, way) in zip(names, FILES.items(), strict=True)
            for text in (
                PLAIN,
                TELLING
                if ending != "pdf"
                else TELLING.encode("ascii", "ignore").decode().replace("(", "").replace(")", ""),
            )
        ]
        held += [attach(rows, center, made, "files", f"{NAME}.{end}", way(NAME)) for end, way in PICTURES.items()]
        held.append(attach(rows, center, made, "files", f"{NAME}.pdf", make.locked_pdf()))
        attach(rows, center, made, "card", f"{NAME}.png", make.png(NAME))
        review_by(rows, here, crowd["reviewer"], "column control")
        assigning.add(rows, crowd["office"], here, made, crowd["reviewer"].id)
        (one,) = assigned.of_call(rows, here)
    things = {"call": here, "application": made, "attachment": held[0], "assignment": one.id, "seat": one.id,
              "person": applicant.id}  # fmt: skip
    yield _served(center, crowd, things)
    center.database.close()


def measurement() -> Intake:
    """The measurement of a sample whose columns, units and lots name the applicant wherever a sample can."""
    unit = f"kg/{SUPERVISOR}"
    split = say("Lots of {column} stay together.", column=f"{NAME} {KOREAN}")
    signal = Signal(0.4, 0.3, 0.5, 2.0, 1.2, 30, say("straight line"), split)
    found = (LeftOutAsTooGood((LABORATORY, ADDRESS), f"Yield of {NAME}"), EverySoManyRows(9000, 2000))
    return Intake(60, 3, 60, 0.0, None, None, f"Yield of {KOREAN}", unit, 2, 1.0, True, signal, Verdict.SIGNAL, found)


def told_by(content: bytes) -> list[str]:
    """The secrets that something says, however it is coded."""
    found = content.lower()
    return [
        secret
        for secret in SECRETS
        if any(secret.lower().encode(coding) in found for coding in ("utf-8", "utf-16-le", "utf-16-be"))
        or quote(secret).lower().encode() in found
    ]


def swept(review, *, part: str = "") -> int:
    """Ask as the reviewer for everything there is, or for what has this in its address; gives how many files came."""
    files = 0
    with review.center.database.reading() as rows:
        shown = seen.see(rows, review.crowd["reviewer"], review.things["assignment"]).files
    for method, path in page_routes():
        if path in OPEN or part not in path:
            continue
        _restore(review)
        client = review.client("reviewer")  # a route may end the session of the one before
        numbers = [str(number) for number in range(len(shown) + 2)] if "{number}" in path else [""]
        for number in numbers:
            reply = asked(client, method, address(path.replace("{number}", number), review.things))
            said = every_part(reply.content) + repr(sorted(reply.headers.items())).encode()
            assert not told_by(said), (method, path, number, told_by(said))
            files += "attachment" in reply.headers.get("content-disposition", "") and path.startswith("/reviews/")
    return files


def _restore(review) -> None:
    """What a route has done is undone: an application that was given back is there again."""
    with review.center.database.writing() as rows:
        rows.execute(calling.conflicts.delete())
        rows.execute(calling.assignments.update().values(state=assigned.State.ASSIGNED.value))


def letters(review) -> bytes:
    with review.center.database.reading() as rows:
        outbox = schema.outbox.c
        asked_ = select(outbox.subject, outbox.body).where(outbox.to == review.crowd["reviewer"].email)
        found = rows.execute(asked_).all()
    assert found
    return repr(found).encode()


def test_the_words_are_there_to_be_found(review):
    with review.center.database.reading() as rows:
        kept = rows.execute(select(calling.applications.c["values"])).scalars().all()
        measured = rows.execute(select(calling.applications.c.measured)).scalars().all()
    assert set(told_by(str(kept).encode())) >= {"Quintessa", "남궁별하", "Fenwick", "STU-481516"}
    assert set(told_by(repr(measured).encode())) >= {"Quintessa", "남궁별하", "Fenwick", "Vellichor", "zephyrine"}
    office = review.client("office").get(f"/office/calls/{review.things['call']}/passages")
    assert office.status_code == 200


def test_nothing_that_a_reviewer_can_ask_for_tells_who_applies(review):
    office, center = review.crowd["office"], review.center
    assert swept(review, part="/review") == 0, "no file comes before it was made blind"
    prepared(center, office, review.things["call"])
    assert swept(review, part="/review") == len(FILES) - 2, "PDF and DOCX hold pictures, at which somebody has to look"
    with center.database.writing() as rows:
        for one in passages.of_call(rows, office, review.things["call"]):
            state = passages.State.RELEASED if one.whole else passages.State.BLANKED
            passages.decide(rows, office, one.id, state)
        shapes = [one.shape for one in seen.see(rows, review.crowd["reviewer"], review.things["assignment"]).files]
    assert shapes.count(Shape.COPY) == len(FILES) + len(PICTURES)
    assert shapes.count(Shape.WORDS) == len(FILES)
    assert shapes.count(Shape.LEFT_OUT) == 1
    assert swept(review) == len(FILES) * 2 + len(PICTURES)
    _restore(review)
    assert not told_by(letters(review))


def test_the_page_shows_what_is_left(review):
    page = review.client("reviewer").get(f"/reviews/{review.things['assignment']}").text
    assert PLAIN in page
    assert "████" in page
    assert re.search(r"application-1-\d+-files\.hwp", page)
    assert "Yield of ████" in page, "what was measured of the sample is shown, without names"
    assert "C184" in page


def test_the_office_sees_who_applies(review):
    """The law must be able to fail: the same words do come out where they may."""
    page = review.client("office").get(f"/office/calls/{review.things['call']}/passages")
    assert told_by(page.content)


def test_a_search_of_a_reviewer_finds_an_application_and_never_by_who_applies(review):
    _restore(review)
    crowd = review.crowd
    with review.center.database.reading() as rows:
        found = {who: {word: search.find(rows, crowd[who], word) for word in SECRETS} for who in ("office", "reviewer")}
        (here,) = (one for one in search.find(rows, crowd["reviewer"], "columns 1") if "/reviews/" in one.path)
    assert not [word for word, things in found["reviewer"].items() if things]
    assert all(found["office"][word] for word in ("Quintessa", "남궁별하", "Fenwick", "STU-481516"))
    assert not told_by(f"{here.title} {here.project}".encode())
    shown = review.client("reviewer").get("/search", params={"q": "columns 1"})
    assert "/reviews/" in shown.text
    assert not told_by(shown.content)
