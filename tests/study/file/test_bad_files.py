"""A study file that cannot be answered is refused with a code, the line, and what would be right; no traceback."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.study.kinds import KINDS, Everything

from sanhak.finding import Refusal
from sanhak.study.file import Draft, read_study, write_draft, write_study

HEAD = "study: test.kinds\ncontrols: {T: [1, 2]}\n"


def refused(tmp_path, text, name="study.yaml"):
    """The findings on a file with this content."""
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(Refusal) as refusal:
        read_study(path, KINDS)
    for finding in refusal.value.findings:
        assert finding.render("ko") != finding.render("en")
    return refusal.value.findings


def test_a_missing_file_is_s004(tmp_path):
    with pytest.raises(Refusal) as refusal:
        read_study(tmp_path / "none.yaml", KINDS)
    assert refusal.value.findings[0].code == "S004"


def test_a_folder_is_s004(tmp_path):
    with pytest.raises(Refusal) as refusal:
        read_study(tmp_path, KINDS)
    assert refusal.value.findings[0].code == "S004"


def test_a_path_that_no_file_can_have_is_s004(tmp_path):
    with pytest.raises(Refusal) as refusal:
        read_study(tmp_path / "a\0b", KINDS)
    assert refusal.value.findings[0].code == "S004"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "S005"),
        ("# only a remark\n", "S005"),
        ("[1, 2]", "S005"),
        ("just words", "S005"),
        (b"\xff\xfe\x00", "S005"),
        (b"\x80\x81\xff", "S005"),
        ("a: [[[[[[[[[[[1]]]]]]]]]]]", "S005"),
        ("a: " + "[" * 300, "S005"),
        ("x: " + "1" * 1_000_001, "S005"),
        (b"PK\x03\x04 no workbook", "S005"),
        (b"\xd0\xcf\x11\xe0 no workbook", "S005"),
        ("controls: [1, 2", "S006"),
        ("a: b\n c: d", "S006"),
        ("a: \x01", "S006"),
        ("? [a]\n: b", "S006"),
        ("a: 'open", "S006"),
        ("a: !python/object:os.system x", "S007"),
        ("a: !!str 5", "S007"),
        ("a: &x 5\nb: *x", "S007"),
        ("a: *x", "S007"),
        ("a: 1\n---\nb: 2", "S007"),
        ("a: 1\nb: 2\na: 3", "S008"),
        ("controls: {T: [1, 2]}", "S009"),
        ("study: [test.kinds]", "S009"),
        ("study: test.kindz", "S010"),
        (HEAD + "maximise: y", "S011"),
        ("study: test.kinds", "S012"),
        ("study: test.kinds\ncontrols:", "S012"),
        (HEAD + "price: a lot", "S013"),
        (HEAD + "keep: {y: [1, 2, 3]}", "S013"),
        (HEAD + "keep: 3", "S013"),
        (HEAD + "moves: {T: fast}", "S013"),
        (HEAD + "moves: 3", "S013"),
        (HEAD + "inputs: 3", "S013"),
        (HEAD + "maximize: [a, b]", "S013"),
        (HEAD + "currency: [a]", "S013"),
        (HEAD + "context: [1]", "S013"),
        (HEAD + "context: {T: [1]}", "S013"),
        (HEAD + "aim: [expected]", "S013"),
        ("study: test.kinds\ncontrols: {T: 3}", "S013"),
        (HEAD + "chance: 0.4", "S014"),
        (HEAD + "chance: 1", "S014"),
        (HEAD + "price: -1", "S014"),
        (HEAD + "moves: {T: -1}", "S014"),
        (HEAD + "aim: expectd", "S015"),
        (HEAD + "robust: perhaps", "S015"),
        (HEAD + "maximize: y\nminimize: y", "S016"),
    ],
)
def test_each_fault_has_its_code(tmp_path, content, code):
    assert [finding.code for finding in refused(tmp_path, content)] == [code]


def test_the_line_is_told_and_the_nearest_name(tmp_path):
    (finding,) = refused(tmp_path, HEAD + "\n\nmaximise: y\n")
    assert (finding.line, finding.near[0]) == (5, "maximize")


def test_a_value_inside_a_mapping_is_told_with_its_own_line(tmp_path):
    (finding,) = refused(tmp_path, HEAD + "moves:\n  T: 1\n  U: -1\n")
    assert (finding.name, finding.line) == ("moves, U", 5)


def test_all_unknown_and_missing_fields_are_told_at_once(tmp_path):
    findings = refused(tmp_path, "study: test.kinds\na: 1\nb: 2\n")
    assert [finding.code for finding in findings] == ["S011", "S011", "S012"]


def test_each_field_is_told_once_and_all_fields_together(tmp_path):
    findings = refused(tmp_path, HEAD + "chance: 2\nprice: x\nkeep: {a: [1], b: [q, r]}\n")
    assert [finding.name for finding in findings] == ["keep, a", "keep, b", "chance", "price"]


def test_the_bound_is_told_in_words(tmp_path):
    bounds = [refused(tmp_path, HEAD + line)[0].bound.render() for line in ("chance: 0", "chance: 1", "price: 0")]
    assert bounds == ["at least 0.5", "below 1", "above 0"]


def test_a_long_value_is_shortened(tmp_path):
    (finding,) = refused(tmp_path, HEAD + f"price: {'x' * 500}")
    assert len(finding.given) == 60


def test_columns_are_taken_as_they_are_written_even_if_they_look_like_numbers(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text(
        "study: test.kinds\ncontrols: {7: [A, 1]}\nmaximize: 1e3\ninputs: [2026-03-05, true]\ncurrency: 010\n"
    )
    study = read_study(path, KINDS)
    assert study.controls == {"7": ["A", "1"]}
    assert (study.maximize, study.inputs, study.currency) == ("1e3", ("2026-03-05", "true"), "010")


def test_an_empty_field_means_its_default(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text(HEAD + "keep:\nchance:\nmaximize:\n")
    study = read_study(path, KINDS)
    assert (study.keep, study.chance, study.maximize) == ({}, 0.9, None)


@pytest.mark.parametrize(
    ("word", "truth"), [("yes", True), ("no", False), ("예", True), ("아니요", False), ("False", False)]
)
def test_yes_and_no_are_understood_in_both_languages(tmp_path, word, truth):
    path = tmp_path / "study.yaml"
    path.write_text(HEAD + f"robust: {word}\n", encoding="utf-8")
    assert read_study(path, KINDS).robust is truth


def test_a_sheet_is_told_by_its_rows(tmp_path):
    path = tmp_path / "study.xlsx"
    write_draft(Draft(Everything, {"controls": {"T": [1, 2]}, "moves": {"T": -5}}), path)
    with pytest.raises(Refusal) as refusal:
        read_study(path, KINDS)
    (finding,) = refusal.value.findings
    assert finding.code == "S014"
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[finding.line - 1][:3] == ["moves", "T", -5]


def test_a_sheet_of_something_else_is_s005(tmp_path):
    import xlsxwriter

    path = tmp_path / "other.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_row(0, 0, ["time", "yield"])
    with pytest.raises(Refusal) as refusal:
        read_study(path, KINDS)
    assert refusal.value.findings[0].code == "S005"


def test_what_people_type_into_a_sheet_is_understood(tmp_path):
    import xlsxwriter

    path = tmp_path / "typed.xlsx"
    rows = [
        ["A remark"],
        ["study", None, "test.kinds"],
        ["controls", 7, 1, 2],
        [None, "grade", None, None, "A"],
        [None, "grade", None, None, 1],
        ["maximize", "y"],
        ["inputs", "a"],
        ["inputs"],
        ["context", "feed"],
        ["robust", None, False],
        ["currency", None, 12],
        ["price"],
    ]
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_number(20, 6, 46086, workbook.add_format({"num_format": "yyyy-mm-dd"}))
    study = read_study(path, KINDS)
    assert study.controls == {"7": (1.0, 2.0), "grade": ["A", "1"]}
    assert (study.maximize, study.inputs, study.context) == ("y", ("a",), {"feed": None})
    assert (study.robust, study.currency, study.price) == (False, "12", None)


def test_an_unknown_ending_is_s017(tmp_path):
    with pytest.raises(Refusal) as refusal:
        write_study(Everything(controls={"T": (1, 2)}), tmp_path / "study.docx")
    assert refusal.value.findings[0].code == "S017"


@given(content=some.binary(max_size=200) | some.text(max_size=200).map(str.encode))
def test_no_content_at_all_ends_in_anything_but_a_study_or_a_refusal(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "study.yaml"
    path.write_bytes(content)
    with pytest.raises(Refusal):
        read_study(path, KINDS)


SIGNS = [*"{}[]|>#?%-", ": ", "- ", "a: ", "\n", "  ", "\t", "'", '"', "!x", "&a", "*a", "---", "controls: ", "1"]


@given(lines=some.lists(some.sampled_from([*SIGNS, "study: test.kinds\n"]), max_size=15))
def test_no_arrangement_of_yaml_s_signs_ends_in_a_traceback(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("any") / "study.yaml"
    path.write_text("".join(lines))
    with pytest.raises(Refusal):
        read_study(path, KINDS)
