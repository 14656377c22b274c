"""What could not be done is told where it belongs: on the page of the thing, beside the field, on the first page."""

from datetime import UTC, datetime, timedelta

import pytest

from sanhak.center import repeating, studies
from serve.pages.working import bench

PLAN = {"factors": {"T": [60, 90], "ratio": [0.8, 1.2]}, "effect": 1.0, "noise": 1.0}


@pytest.fixture
def place(tmp_path):
    made = bench(tmp_path)
    yield made
    made.browser.close()


def begun(place, title="Plan"):
    """A study that can be asked at once."""
    with place.center.database.writing() as rows:
        return studies.begin(rows, place.person, place.project, kind="process.design", title=title, values=PLAN)


@pytest.mark.parametrize(("language", "said"), [("en", "Not asked again"), ("ko", "되풀이하지 못함")])
def test_a_study_that_was_not_asked_again_says_so_on_its_page_and_on_the_first_one(place, language, said):
    study = begun(place)
    with place.center.database.writing() as rows:
        studies.ask(rows, place.center.queue, place.person, study)
    place.work()
    place.browser.cookies.set("sanhak_language", language)
    assert said not in place.browser.get("/").text
    assert said not in place.browser.get(f"/studies/{study}").text
    with place.center.database.writing() as rows:
        studies.save(rows, place.person, study, every="week", values={"factors": {}})
        assert repeating.due(rows, place.center.queue, datetime.now(UTC) + timedelta(days=8)) == 0
        finding = studies.get(rows, place.person, study)[1].missed.findings[0]
    home, page = (place.browser.get(path).text for path in ("/", f"/studies/{study}"))
    assert said in home
    assert f'href="/studies/{study}"' in home
    assert said in page
    assert f"/help/findings/{finding.code}" in page
