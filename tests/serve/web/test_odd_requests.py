"""Whatever is sent, however odd: it is taken as it is meant or refused with a code, and nothing breaks."""

from __future__ import annotations

import pytest

from center.opening import opened, peopled
from sanhak.center import projects, studies
from sanhak.serve.pages.questions import steps_in
from sanhak.serve.web.settings import Settings
from sanhak.serve.web.showing import size
from sanhak.serve.workbench.application import application
from sanhak.text import show
from serve.web.world import World

LONG = "9" * 5000


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """People, and one project of the engineer."""
    folder = tmp_path_factory.mktemp("world") / "workbench"
    center = opened(folder)
    crowd, settings = peopled(center), Settings(folder, language="en")
    with center.database.writing() as rows:
        project = projects.open_project(rows, crowd["engineer"], title="Zinnober title").id
    yield World(center, application(center, settings), settings, crowd, {"project": project})
    center.database.close()


def post(client, path, data=None, **more):
    """What a form's page would send."""
    return client.post(path, data={"csrf": client.csrf, **(data or {})}, **more)


@pytest.mark.parametrize("back", ["//[", "http://[", "/\\evil.example", "//evil.example", "/a\r\nX: 1"])
def test_nobody_is_sent_to_another_site(world, back):
    shown = world.client().get("/sign-in", params={"back": back})
    assert shown.status_code == 200
    assert 'name="back" value="/"' in shown.text
    engineer, things = world.client("engineer"), world.things
    post(engineer, f"/projects/{things['project']}/comments",
         {"about": "project", "thing": things["project"], "text": "to be deleted"})  # fmt: skip
    page = engineer.get(f"/projects/{things['project']}").text
    comment = page.split("to be deleted")[1].split("/comments/")[1].split("/")[0]
    assert post(engineer, f"/comments/{comment}/delete", {"back": back}).headers["location"] == "/"


@pytest.mark.parametrize(("header", "value", "status"), [("origin", "http://[", 403), ("content-length", LONG, 413)])
def test_headers_that_mean_nothing_are_refused(world, header, value, status):
    assert post(world.client(), "/sign-in", headers={header: value}).status_code == status


def test_a_search_counts_the_letters_that_anybody_types(world):
    engineer = world.client("engineer")
    assert engineer.get("/search", params={"q": "a" * 60_000}).status_code == 200
    assert "Zinnober title" in engineer.get("/search", params={"q": "zinnober title"}).text


@pytest.mark.parametrize(("name", "value"), [("before", LONG), ("before", "9" * 30), ("day", "9999-12-31")])
def test_the_log_takes_any_number_and_any_day(world, name, value):
    keeper = world.client("administrator")
    assert keeper.get("/log", params={name: value}).status_code == 200
    assert keeper.get("/log.csv", params={name: value}).status_code == 200


def test_a_form_without_fields_changes_nothing(world):
    engineer, path = world.client("engineer"), f"/projects/{world.things['project']}/edit"
    assert post(engineer, path).status_code == 303
    assert "Zinnober title" in engineer.get(path).text


def test_half_a_sign_and_nul_are_left_out_of_forms(world):
    engineer, project = world.client("engineer"), world.things["project"]
    lines = ["--a", 'Content-Disposition: form-data; name="target"', "", "80+2AA-", "--a--", ""]
    headers = {"x-csrf-token": engineer.csrf, "content-type": "multipart/form-data; boundary=a; charset=utf-7"}
    sent = engineer.post(f"/projects/{project}/edit", content="\r\n".join(lines), headers=headers)
    assert sent.status_code == 303
    assert post(engineer, f"/projects/{project}/edit", {"unit": "k\0g"}).status_code == 303
    with world.center.database.reading() as rows:
        here = projects.enter(rows, world.crowd["engineer"], project)
    assert (here.target, here.unit) == (80, "kg")


def test_no_address_with_nul_reaches_a_database(world):
    engineer = world.client("engineer")
    assert engineer.get("/projects/%00").status_code == 404
    assert engineer.get("/search?q=%00").status_code == 422


@pytest.mark.parametrize("kept", [None, 0, True, "where", {"where": "a > 1"}, [[[]]], ["a"]])
def test_what_a_program_keeps_in_place_of_steps_is_none(kept):
    assert steps_in({"prepare": kept}) == []
    assert steps_in({"prepare": [kept, {"where": "a > 1"}]})[-1] == {"where": "a > 1"}


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
def test_a_study_with_odd_steps_is_a_file_all_the_same(world, ending):
    engineer, project = world.client("engineer"), world.things["project"]
    values = {"prepare": [[[]]], "factors": {"T": [60, 90]}}
    with world.center.database.writing() as rows:
        crowd = world.crowd["engineer"]
        study = studies.begin(rows, crowd, project, kind="process.design", title="Plan", values=values)
    assert engineer.get(f"/studies/{study}/file/study.{ending}").status_code == 200


@pytest.mark.parametrize(("bytes_", "read"), [(1, "1 kB"), (3 << 19, "1.5 MB"), (1 << 30, "1.0 GB")])
def test_sizes_are_told_in_the_unit_that_fits(bytes_, read):
    assert show(size(bytes_)) == read
