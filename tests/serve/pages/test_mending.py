"""What could not be done is told where it belongs: on the page of the thing, beside the field, on the first page."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from sanhak.center import repeating, studies
from sanhak.text import show
from serve.pages.reactor import at_the_reactor, plant

PLAN = {"factors": {"T": [60, 90], "ratio": [0.8, 1.2]}, "effect": 1.0, "noise": 1.0}


@pytest.fixture
def place(tmp_path):
    made = at_the_reactor(tmp_path)
    yield made
    made.client.close()


def begun(place, title="Plan"):
    """A study that can be asked at once."""
    with place.center.database.writing() as rows:
        return studies.begin(rows, place.person, place.project, kind="process.design", title=title, values=PLAN)


@pytest.mark.parametrize(("language", "said"), [("en", "Not asked again"), ("ko", "되풀이하지 못함")])
def test_a_study_that_was_not_asked_again_says_so_on_its_page_and_on_the_first_one(place, language, said):
    study = begun(place)
    with place.center.database.writing() as rows:
        studies.ask(rows, place.center.queue, place.person, study)
    place.bench.work()
    place.client.cookies.set("sanhak_language", language)
    assert said not in place.get("/").text
    assert said not in place.get(f"/studies/{study}").text
    with place.center.database.writing() as rows:
        studies.save(rows, place.person, study, every="week", values={"factors": {}})
        assert repeating.due(rows, place.center.queue, datetime.now(UTC) + timedelta(days=8)) == 0
        finding = studies.get(rows, place.person, study)[1].missed.findings[0]
    home, page = (place.get(path).text for path in ("/", f"/studies/{study}"))
    assert said in home
    assert f'href="/studies/{study}"' in home
    assert said in page
    assert f"/help/findings/{finding.code}" in page


LONG = "l" * 10_001
P, S, D, A, T = "/projects/{project}", "/studies/{study}", "/data/{data}", "/answers/{answer}", "/decisions/{taken}"
SMALL = [
    # the form, where it is sent, what is sent, the field that is wrong, its code
    ("milestone", P + "/milestones", {"title": "Trial", "due": "soon"}, "due", "C015"),
    ("milestone", P + "/milestones", {"title": " ", "due": "2027-01-01"}, "title", "C009"),
    ("comment", P + "/comments", {"about": "project", "thing": "{project}", "text": " "}, "text", "C009"),
    ("comment", P + "/comments", {"about": "study", "thing": "{study}", "text": LONG}, "text", "C009"),
    ("comment", P + "/comments", {"about": "dataset", "thing": "{data}", "text": LONG}, "text", "C009"),
    ("comment", P + "/comments", {"about": "answer", "thing": "{answer}", "text": LONG}, "text", "C009"),
    ("comment", P + "/comments", {"about": "decision", "thing": "{taken}", "text": ""}, "text", "C009"),
    ("file", P + "/files", {"file": ""}, "file", "W006"),
    ("project", "/projects/new", {"title": "Yield", "target": "many"}, "target", "C014"),
    ("project", P + "/edit", {"title": "", "goal": "a better one"}, "title", "C009"),
    ("admit", P + "/people", {"email": "nobody@plant.example", "part": "guest"}, "email", "C016"),
    ("rename", D + "/rename", {"name": " "}, "name", "C009"),
    ("upload", P + "/data", {"files": "", "into": "{data}"}, "files", "W006"),
    ("paste", P + "/data", {"pasted": " ", "name": "Runs"}, "pasted", "W006"),
    ("settings", S + "/settings", {"title": "Plan", "every": "day", "seed": "7", "effort": "99"}, "effort", "C035"),
    ("settings", S + "/settings", {"title": "", "every": "day", "seed": "7", "effort": "1"}, "title", "C009"),
    ("begin", P + "/studies/new", {"kind": "process.design", "title": ""}, "title", "C009"),
    ("decide", A + "/decide", {"note": LONG}, "note", "C009"),
    ("outcome", T + "/outcomes", {"value": "81", "lower": "low", "measured": "2026-11-28"}, "lower", "C014"),
    ("outcome", T + "/outcomes", {"value": "81", "measured": "today", "note": "A week"}, "measured", "C015"),
    ("invite", "/people/invite", {"email": "n@x.kr", "role": "office", "organisation": ""}, "organisation", "C009"),
    ("invite", "/people/invite", {"email": "nobody", "role": "office", "new_organisation": "KU"}, "email", "C008"),
    ("name", "/me/name", {"name": " "}, "name", "C009"),
    ("password", "/me/password", {"old": "wrong", "new": "a sentence of many words"}, "old", "C043"),
    ("token", "/me/tokens", {"name": "MES", "scope": "write", "days": "9999"}, "days", "C042"),
]  # fmt: skip


@pytest.fixture(scope="module")
def things(tmp_path_factory):
    """A project in which everything stands that can be written to, with the identifiers of all of it."""
    made = at_the_reactor(tmp_path_factory.mktemp("things"))
    study = begun(made)
    with made.center.database.writing() as rows:
        studies.ask(rows, made.center.queue, made.person, study)
    made.bench.work()
    with made.center.database.reading() as rows:
        answer = studies.answers(rows, made.person, made.project)[0].id
    taken = made.post(f"/answers/{answer}/decide", note="").url.path.rsplit("/", 1)[1]
    data = made.add(plant())
    yield made, {"project": made.project, "study": study, "answer": answer, "taken": taken, "data": data}
    made.client.close()


def sent(things, path, fields, **headers):
    place, names = things
    fields = {name: value.format(**names) for name, value in fields.items()}
    headers |= {"origin": "http://testserver"}
    told = {"csrf": place.csrf} | fields
    return place.client.post(path.format(**names), data=told, headers=headers, follow_redirects=False), fields


def form_in(text, name):
    """The markup of one form of a page, and of its fields by name."""
    found = re.search(rf'<form [^>]*id="form-{name}"[^>]*>.*?</form>', text, re.DOTALL)
    return found[0]


@pytest.mark.parametrize(("name", "path", "fields", "wrong", "code"), SMALL)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_small_form_comes_back_to_its_page_with_the_words_beside_its_field(
    things, language, name, path, fields, wrong, code
):
    things[0].client.cookies.set("sanhak_language", language)
    reply, typed = sent(things, path, fields)
    assert reply.status_code == 422, reply.text
    form = form_in(reply.text, name)
    assert form.count('aria-invalid="true"') == 1
    field = re.search(rf'<(?:input|textarea|select)[^>]*name="{wrong}"[^>]*>', form)[0]
    assert 'aria-invalid="true"' in field
    error = re.search(r'aria-describedby="(?:\S+-help )?(\S+-error)"', field)[1]
    said = re.search(rf'<p class="error" id="{error}">(.*?)</p>', form, re.DOTALL)[1]
    assert code in said
    assert " autofocus" in field or 'type="file"' in field
    for one, value in typed.items():
        if value.strip() and one not in ("old", "new", "into"):
            assert value in form, one
    assert reply.text.count("autofocus") <= 1


def test_a_file_that_is_refused_leaves_nothing_behind(things):
    place, names = things
    before = set(place.center.blobs.folder.glob("??/*"))
    given = {"files": {"file": ("n" * 300 + ".pdf", b"x")}, "headers": {"origin": "http://testserver"}}
    reply = place.client.post(f"/projects/{names['project']}/files", data={"csrf": place.csrf}, **given)
    assert reply.status_code == 422
    assert "C009" in form_in(reply.text, "file")
    assert set(place.center.blobs.folder.glob("??/*")) == before


@pytest.mark.parametrize(("name", "path", "fields", "wrong", "code"), SMALL[:3])
def test_a_part_of_a_page_is_enough_where_a_script_sends_the_form(things, name, path, fields, wrong, code):
    reply, _ = sent(things, path, fields, **{"hx-request": "true"})
    assert reply.status_code == 422
    form = form_in(reply.text, name)
    for wanted in (f'hx-select="#form-{name}"', 'hx-target="this"', 'hx-swap="outerHTML"'):
        assert wanted in form


def test_a_script_is_told_where_to_go_after_a_form_was_taken(things):
    _, names = things
    path, fields = "/projects/{project}/comments", {"about": "project", "thing": "{project}", "text": "Well."}
    here = f"http://testserver/projects/{names['project']}"
    same, _ = sent(things, path, fields, **{"hx-request": "true", "hx-current-url": f"{here}#comments"})
    assert (same.status_code, same.headers["hx-refresh"]) == (200, "true")
    other, _ = sent(things, "/answers/{answer}/decide", {"note": ""}, **{"hx-request": "true", "hx-current-url": here})
    assert other.headers["hx-redirect"].startswith("/decisions/")
    plain, _ = sent(things, path, fields)
    assert plain.status_code == 303


def test_what_is_not_about_the_form_is_no_form_that_comes_back(things):
    gone = {"about": "project", "thing": "a" * 14, "text": "x"}
    reply, _ = sent(things, "/projects/{project}/comments", gone, **{"hx-request": "true"})
    assert (reply.status_code, reply.headers["hx-retarget"]) == (404, "#content")
    assert (
        sent(things, "/projects/{project}/comments", {"about": "nothing", "thing": "x", "text": "x"})[0].status_code
        == 422
    )


def test_a_password_is_never_sent_back(things):
    reply, _ = sent(things, "/me/password", {"old": "my old secret words", "new": "short"})
    assert "my old secret words" not in reply.text
    assert "C043" in reply.text


def test_a_decision_is_read_in_as_many_digits_as_its_settings_and_intervals_have(things):
    from sanhak.center import decisions
    from sanhak.serve.pages.deciding import _action, _measured

    row = {"what": "T", "today": 79.98765432101, "value": 81.23456789012, "unit": "°C", "allowed": (60.0, 90.0)}
    assert [show(one) for one in _action(row)[1:]] == ["80.0 °C", "81.2 °C"]
    word = row | {"today": None, "value": "A", "unit": None, "allowed": ()}
    assert [show(one) for one in _action(word)[1:]] == ["–", "A"]
    now = datetime.now(UTC)
    facts = {"id": "", "unit": "%", "measured": now.date(), "note": "", "person": "", "made": now}
    within = decisions.Outcome(value=81.23456789012, lower=80.8, upper=81.6, **facts)
    assert _measured(within).render() == "81.23 % (80.80 to 81.60)"
    alone = decisions.Outcome(value=81.23456789012, lower=None, upper=None, **facts)
    assert _measured(alone).render() == "81.23 %"
    _, names = things
    told = {"value": "81.23456789012", "lower": "80.8", "upper": "81.6", "measured": "2026-11-28"}
    assert sent(things, T + "/outcomes", told)[0].status_code == 303
    shown = [things[0].get(path.format(**names)).text for path in (T, P, P + "/decisions", "/")]
    assert not any("81.2345678" in text for text in shown)
