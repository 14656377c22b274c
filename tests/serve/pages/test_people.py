"""People, settings, log and help as pages: what each role sees and may do; no secret stands where it should not."""

from __future__ import annotations

import csv
import html
import io
import re
import smtplib

import pytest
from sqlalchemy import select

from sanhak.center import entry, events, outbox, projects, schema
from sanhak.center.rights import Role
from sanhak.finding import Refusal, rules
from sanhak.serve.pages.helping import WORDS, marked
from sanhak.serve.pages.logbook import ABOUT, harmless
from sanhak.serve.web.mail import Mail
from serve.workbench import PASSWORD, codes, workbench


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    one = workbench(tmp_path_factory.mktemp("bench"))
    yield one
    one.center.database.close()


@pytest.fixture(scope="module")
def admin(bench):
    return bench.browser(bench.person("admin", Role.ADMINISTRATOR))


@pytest.fixture(scope="module")
def office(bench):
    return bench.browser(bench.person("office", Role.OFFICE, "Centre"))


@pytest.fixture(scope="module")
def auditor(bench):
    return bench.browser(bench.person("auditor", Role.AUDITOR, "Outside"))


@pytest.fixture(scope="module")
def engineer(bench):
    return bench.browser(bench.person("engineer"))


def written(page, name):
    """What stands in a field of a page."""
    return html.unescape(re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)[1])


def test_an_invitation_is_shown_once_lets_in_and_writes_a_letter_in_both_languages(bench, office, admin):
    made = office.post("/people/invite", email="New@Uni.example", role="scholar", new_organisation="University")
    link = written(made, "link")
    assert link.startswith("http://testserver/welcome/")
    letter = written_letter(made)
    assert "초대" in letter
    assert "This link opens it" in letter
    assert letter.count(link) == 2
    again = office.get("/people").text
    assert 'name="link"' not in again
    assert "new@uni.example" in again
    assert link not in admin.get("/people").text, "a letter is its writer's alone"
    newcomer = bench.browser()
    came = newcomer.client.post(
        link.removeprefix("http://testserver"), data={"name": "newcomer", "password": "a sentence of my own"}
    )
    assert came.status_code == 200
    after = office.get("/people").text
    assert "newcomer" in after
    assert link not in after, "the letter went with its use"


def written_letter(page):
    return html.unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page.text, re.DOTALL)[1])


def test_an_invitation_is_taken_back(bench, office):
    made = office.post("/people/invite", email="back@uni.example", role="reviewer", new_organisation="University")
    link = written(made, "link")
    with bench.center.database.reading() as rows:
        asked = select(schema.invitations.c.token).where(schema.invitations.c.email == "back@uni.example")
        name = rows.scalar(asked)[:14]
    assert office.post(f"/invitations/{name}/revoke").status_code == 200
    assert codes(bench.browser().get(link.removeprefix("http://testserver"))) == ["C005"]


def test_roles_and_access_are_given_and_taken(bench, admin, office):
    someone = bench.person("someone")
    theirs = bench.browser(someone)
    office.post(f"/people/{someone.id}/role", role="manager")
    assert "manager" in office.get("/people").text
    refused = office.post(f"/people/{someone.id}/role", role="administrator")
    assert (refused.status_code, codes(refused)) == (403, ["C002"])
    office.post(f"/people/{someone.id}/access", active="no")
    assert theirs.client.get("/projects", follow_redirects=False).status_code == 303
    office.post(f"/people/{someone.id}/access", active="yes")
    link = written(office.post(f"/people/{someone.id}/link"), "link").removeprefix("http://testserver")
    bench.browser().client.post(link, data={"password": "quite another sentence"})
    with pytest.raises(Refusal):
        sign_in(bench, someone.email, PASSWORD)
    sign_in(bench, someone.email, "quite another sentence")
    assert codes(admin.post("/people/nobody/role", role="manager")) == ["C001"]


def sign_in(bench, email, password):
    return entry.sign_in(
        bench.center.database, bench.center.passwords, email_given=email, password=password, address="x", agent="x"
    )


def test_the_auditor_reads_people_rights_and_log_without_buttons_and_content(bench, auditor, engineer):
    boss = bench.person("boss", Role.MANAGER)
    with bench.center.database.writing() as rows:
        joint = projects.open_project(rows, boss, title="Joint yield", question="A secret question")
        events.record(rows, "answer.came", "answer", "abc", person=boss.id, project=joint.id, headline="Set T to 82")
    people, rights, log = (auditor.get(path).text for path in ("/people", "/rights", "/log"))
    assert "engineer@plant.example" in people
    assert "/people/invite" not in people
    assert "<form" not in people.split("<main")[1]
    assert "Joint yield" in rights
    assert "boss" in rights
    assert "answer.came" in log
    assert "unbroken up to event" in log
    for page in (people, rights, log, auditor.get("/log.csv").text):
        assert "Set T to 82" not in page
        assert "secret question" not in page
        assert "Room of engineer" not in page, "a private project has no name here"
    assert "Set T to 82" in bench.browser(boss).get(f"/projects/{joint.id}").text
    for path in ("/people", "/rights", "/log", "/log.csv"):
        assert codes(engineer.get(path)) == ["C002"]
    assert codes(auditor.post("/people/invite", email="x@y.example", role="scholar")) == ["C002"]


def test_the_log_is_filtered_paged_and_tells_where_it_was_changed(bench, admin):
    with bench.center.database.writing() as rows:
        for at in range(60):
            events.record(rows, "token.made", "token", str(at), person=None, name=f"=cmd|{at}")
    page = admin.get("/log?act=token.made").text
    assert page.count('<th scope="row"') == 50
    older = html.unescape(re.search(r'href="(/log\?[^"]*before[^"]*)"', page)[1])
    assert admin.get(older).text.count('<th scope="row"') >= 10
    assert codes(admin.get("/log?day=soon")) == ["C015"]
    lines = list(csv.reader(io.StringIO(admin.get("/log.csv?act=token.made").text.lstrip("\ufeff"))))
    assert lines[0][:3] == ["event", "moment", "person"]
    assert len(lines) >= 61
    with bench.center.database.writing() as rows:
        facts = schema.events.update().where(schema.events.c.id == 2).values(facts="{}")
        rows.execute(facts)
    assert "broken at event 2" in admin.get("/log").text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_no_cell_becomes_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"a{cell}") == f"a{cell}"


def test_settings_are_ones_own(bench, engineer):
    engineer.post("/me/name", name="Renamed")
    assert written(engineer.get("/me"), "name") == "Renamed"
    assert codes(engineer.post("/me/name", name=" ")) == ["C009"]
    engineer.post("/me/reading", language="ko", theme="dark")
    assert '<html lang="ko" data-theme="dark">' in engineer.get("/me").text
    engineer.post("/me/reading", language="en", theme="auto")
    assert codes(engineer.post("/me/password", old="no", new="another sentence")) == ["C043"]
    assert "signed out everywhere else" in engineer.post("/me/password", old=PASSWORD, new="another sentence").text
    other = bench.browser(sign_in(bench, "engineer@plant.example", "another sentence")[1])
    session = re.search(r"/me/sessions/(\w+)/end", engineer.get("/me").text)[1]
    engineer.post(f"/me/sessions/{session}/end")
    sessions = [browser.client.get("/me", follow_redirects=False).status_code for browser in (engineer, other)]
    assert sessions[0] == 200


def test_a_token_is_shown_once_and_taken_back(bench):
    browser = bench.browser(bench.person("programmer"))
    made = browser.post("/me/tokens", name="laptop", scope="read", days="30")
    secret = written(made, "secret")
    call = browser.client.get("/api/v1/me", headers={"authorization": f"Bearer {secret}"})
    assert call.json()["scope"] == "read"
    page = browser.get("/me").text
    assert secret not in page
    name = re.search(r"/me/tokens/(\w+)/revoke", page)[1]
    assert codes(bench.browser(bench.person("thief")).post(f"/me/tokens/{name}/revoke")) == ["C001"]
    browser.post(f"/me/tokens/{name}/revoke")
    assert browser.client.get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    refused = browser.post("/me/tokens", name="kept", scope="read", days="1000")
    assert codes(refused) == ["C042"]
    assert 'value="kept"' in refused.text, "what was typed is kept"


def test_help_is_open_to_everybody_and_has_a_page_for_every_finding(bench):
    nobody = bench.browser()
    page = nobody.get("/help").text
    for english, korean, _ in WORDS:
        assert english in page
        assert korean in page
    listed = nobody.get("/help/findings").text
    assert all(f"/help/findings/{code}" in listed for code in rules())
    for code in ("C001", "T014", "W101", "S001"):
        assert nobody.get(f"/help/findings/{code}").status_code == 200
    assert "controls" in nobody.get("/help/studies/process.setpoints").text
    assert nobody.get("/help/parts").status_code == 200
    for path in ("/help/findings/X999", "/help/studies/none", "/help/findings/<b>"):
        assert nobody.get(path).status_code == 404


def test_words_in_help_are_never_markup():
    said = str(marked("``sanhak <x>`` and *name*, <script>, 2 * 3 * 4, :class:`Refusal`"))
    assert said == (
        "<code>sanhak &lt;x&gt;</code> and <var>name</var>, &lt;script&gt;, 2 * 3 * 4, <code>Refusal</code>"
    )


def test_every_thing_that_events_are_about_has_a_word(bench):
    with bench.center.database.reading() as rows:
        assert {one.about for one in events.latest(rows, limit=500)} <= ABOUT.keys()


@pytest.mark.parametrize(
    "url",
    [
        "smtp://",
        "http://mail.example?from=a@b.example",
        "smtps://mail.example",
        "smtps://mail.example:port?from=a@b.example",
    ],
)
def test_a_mail_server_is_named_wholly_or_refused(url):
    with pytest.raises(Refusal) as refusal:
        Mail.read(url)
    assert refusal.value.findings[0].code == "W100"


def test_a_mail_server_does_not_show_its_secret():
    mail = Mail.read("smtps://sanhak:s%2Fecret@mail.example?from=sanhak@plant.example")
    assert (mail.host, mail.port, mail.wrapped) == ("mail.example", 465, True)
    assert (mail.name, mail.secret) == ("sanhak", "s/ecret")
    assert "s/ecret" not in repr(mail)


def test_letters_are_handed_to_the_server_of_the_house(bench, monkeypatch):
    sent = []

    class Server:
        def __init__(self, *_given, **_more):
            self.secure = False

        def __enter__(self):
            return self

        def __exit__(self, *_given):
            return None

        def ehlo(self):
            return True

        def has_extn(self, _name):
            return True

        def starttls(self, **_more):
            self.secure = True

        def login(self, *_given):
            assert self.secure, "no secret goes in the open"

        def send_message(self, message):
            if message["To"].startswith("nobody"):
                raise smtplib.SMTPRecipientsRefused({message["To"]: (550, b"unknown")})
            sent.append(message)

    monkeypatch.setattr("smtplib.SMTP", Server)
    mail = Mail.read("smtp://sanhak:secret@mail.example?from=sanhak@plant.example")
    writer = bench.person("writer", Role.OFFICE)
    with bench.center.database.writing() as rows:
        schema_rows = schema.outbox.delete()
        rows.execute(schema_rows)
        outbox.write(rows, writer, to="nobody@b.example", subject="초대", body="링크")
        outbox.write(rows, writer, to="a@b.example", subject="초대", body="링크")
    assert outbox.send(bench.center.database, mail.send) == 1
    assert (sent[0]["To"], sent[0]["Subject"], sent[0].get_content().strip()) == ("a@b.example", "초대", "링크")
