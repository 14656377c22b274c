"""Law: every kind of study can be asked in a form, and what a form shows is what it sends."""

import json

import pytest
from tests.serve.form.browser import parsed, sent

from laws.found import all_cases, all_studies
from sanhak.serve.form import form_of, read_form, render
from sanhak.serve.new import fill
from sanhak.study import describe
from sanhak.study.file import file_values

CASES = {case.name: case for case in all_cases()}
KINDS = {kind.kind: kind for _, _, kind in all_studies()}


def columns_of(name):
    """The columns of a case's table, as a new study sees them."""
    case = CASES[name]
    tables = case.tables()
    return fill(type(case.study()), next(iter(tables.values()))).columns if tables else ()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("with_table", [True, False])
def test_what_a_form_shows_is_what_it_sends(name, with_table):
    study = CASES[name].study()
    columns = columns_of(name) if with_table else ()
    page = render(form_of(type(study), columns, file_values(study)), "en")
    posted = read_form(type(study), sent(page), columns)
    assert posted.study == study
    assert posted.values == file_values(study)
    assert not posted.findings


@pytest.mark.parametrize("name", CASES)
def test_the_form_of_a_new_study_sends_what_was_guessed(name):
    case = CASES[name]
    tables = case.tables()
    if not tables:
        return
    draft = fill(type(case.study()), next(iter(tables.values())))
    posted = read_form(
        draft.kind, sent(render(form_of(draft.kind, draft.columns, draft.values, draft.notes), "ko")), draft.columns
    )
    assert json.dumps(posted.values, sort_keys=True) == json.dumps(draft.values, sort_keys=True)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_choice_has_its_words(kind):
    for field in describe(kind).fields:
        assert set(field.words) == set(field.choices), f"{kind.kind}.{field.name}: a choice needs its words"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_input_has_a_label_and_a_name_of_its_own(kind, language):
    name = next(name for name, case in CASES.items() if type(case.study()) is kind)
    page = parsed(render(form_of(kind, columns_of(name), file_values(CASES[name].study())), language))
    assert all(held or own in page.labels for own, held in page.inputs)
    assert len(page.ids) == len(set(page.ids))
    assert page.described <= set(page.ids)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_empty_form_asks_for_what_is_required(kind):
    posted = read_form(kind, sent(render(form_of(kind), "en")))
    required = {field.name for field in describe(kind).fields if field.required}
    if not required:
        # Every column is found by its head, so that an empty form is a question already.
        assert posted.study == kind()
        return
    assert posted.study is None
    assert {name for name in posted.findings if name} == required
    assert {finding.code for found in posted.findings.values() for finding in found} == {"W020"}
