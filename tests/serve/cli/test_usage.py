"""Help in both languages, and wrong words: exit code 2, what may have been meant, no traceback."""

import re

import pytest

HANGUL = re.compile("[가-힣]")
COMMANDS = ["studies", "look", "new", "run", "show", "predict", "page", "demo"]


def test_help_lists_every_command(sanhak):
    code, said, _ = sanhak("--help")
    assert code == 0
    for command in COMMANDS:
        assert command in said


@pytest.mark.parametrize("command", COMMANDS)
def test_help_speaks_korean_throughout(sanhak, command):
    code, said, _ = sanhak("--lang", "ko", command, "--help")
    assert code == 0
    described = [line for line in said.splitlines() if line.startswith("  ")]
    assert all(HANGUL.search(line) for line in described)


def test_no_words_at_all_show_the_help(sanhak):
    code, said, _ = sanhak()
    assert code == 0
    assert "Usage: sanhak" in said


def test_the_version_is_told(sanhak):
    from importlib.metadata import version

    assert sanhak("--version") == (0, f"Sanhak {version('sanhak')}\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rnu"], "Did you mean run?"),
        (["xyzzy"], "studies"),
        (["look", "a.csv", "--htlm", "b"], "--html"),
        (["look"], "FILE is missing"),
        (["look", "a.csv", "b.csv"], "b.csv is one word too many"),
        (["run", "a.yaml", "--data"], "--data needs a value"),
        (["run", "a.yaml", "--data", "b", "--seed", "x"], "--seed expects INTEGER"),
        (["run", "a.yaml", "--data", "b", "--effort", "x"], "--effort expects NUMBER"),
        (["run", "a.yaml", "--data", "b", "--effort", "0"], "--effort must be above 0"),
        (["new", "test.kindz", "--data", "a.csv"], "Did you mean test.kinds"),
        (["new", "test.kinds"], "--data is missing"),
        (["new", "zzz", "--data", "a.csv"], "Known: test.kinds"),
        (["page", "S0004"], "S004"),
        (["look", "a.csv", "--unit", "degC"], "--unit expects NAME=VALUE"),
        (["--lang", "de"], "no language"),
        (["predict", "answer", "a.csv", "-o", "b.docx"], ".xlsx, .csv, .parquet"),
    ],
)
def test_a_wrong_word_is_told_with_what_may_be_meant(sanhak, words, told):
    code, said, beside = sanhak(*words)
    assert code == 2
    assert told in beside
    assert said == ""


def test_wrong_words_are_told_in_korean(sanhak):
    assert "혹시 run을 뜻하셨습니까?" in sanhak("--lang", "ko", "rnu")[2]


def test_too_many_tables_and_unknown_tables_are_wrong_words(sanhak, study, data):
    code, _, beside = sanhak("run", study, "--data", data, "--data", data)
    assert (code, "one table too many" in beside) == (2, True)
    code, _, beside = sanhak("run", study, "--data", f"dtaa={data}")
    assert (code, "Did you mean data?" in beside) == (2, True)


def test_a_study_that_needs_a_table_says_so(sanhak, study):
    code, _, beside = sanhak("run", study)
    assert (code, "--data is missing" in beside) == (2, True)


def test_studies_are_listed_with_their_questions(sanhak):
    code, said, _ = sanhak("studies")
    assert code == 0
    assert "test.kinds" in said
    assert "Does every kind of field survive its file?" in said


def test_every_finding_has_a_page_in_both_languages(sanhak):
    code, said, _ = sanhak("page", "s007")
    assert code == 0
    assert "never carried out" in said or "nothing in it is ever carried out" in said
    assert HANGUL.search(sanhak("--lang", "ko", "page", "S007")[1])


def test_all_codes_are_listed(sanhak):
    said = sanhak("page")[1]
    for code in ("T001", "D001", "S004", "R001"):
        assert f"{code}  " in said
