"""Sheets of a laboratory with one row a test become one row a sample with a column for each test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import polars as pl

from sanhak.finding import Finding
from sanhak.table.read import missing
from sanhak.table.read.exports import laboratory_findings as found
from sanhak.table.read.exports.held import Reshaped, duration
from sanhak.table.read.exports.values import read_times, with_units
from sanhak.table.read.exports.words import Part, compact, part_of
from sanhak.table.read.names import Head, names_entry, names_sampling, read_heads, unit_of_cell


class _Is(Enum):
    """What a column of a laboratory sheet holds."""

    SAMPLE = auto()
    POINT = auto()
    SAMPLED = auto()
    ENTERED = auto()
    COMPONENT = auto()
    TEST = auto()
    RESULT = auto()
    UNIT = auto()
    STATUS = auto()
    RETEST = auto()


_WORDS: Final = {
    _Is.SAMPLE: {
        "sample", "sampleid", "sampleno", "samplenumber", "samplename", "samplecode", "labid", "labno", "idnumeric",
        "textid", "시료", "시료번호", "시료id", "시료코드", "샘플", "샘플번호", "샘플id", "검체번호", "의뢰번호",
        "접수번호",
    },
    _Is.POINT: {
        "samplepoint", "samplingpoint", "samplelocation", "location", "시료채취지점", "채취지점", "채취점", "채취위치",
        "샘플포인트", "시료점", "시료명",
    },
    _Is.COMPONENT: {"component", "componentname", "analyte", "parameter", "property", "성분", "성분명", "항목"},
    _Is.TEST: {
        "test", "testname", "analysis", "analysisname", "testitem", "item", "시험항목", "분석항목", "검사항목",
        "시험명", "분석명", "시험", "분석",
    },
    _Is.RESULT: {
        "result", "results", "resultvalue", "reportedresult", "formattedresult", "formattedentry", "value", "결과",
        "결과값", "분석결과", "시험결과", "분석값", "측정값", "시험값", "값",
    },
    _Is.STATUS: {"status", "resultstatus", "teststatus", "상태", "결과상태"},
    _Is.RETEST: {
        "retest", "isretest", "repeat", "retestflag", "retestno", "retestcount", "retestnumber", "재시험", "재분석",
        "재검", "재시험여부", "재분석여부", "재시험횟수", "재시험차수", "재분석횟수",
    },
}  # fmt: skip
_MEANING: Final = {word: meaning for meaning, words in _WORDS.items() for word in words}
_WITHDRAWN: Final = frozenset({
    "cancelled", "canceled", "rejected", "invalid", "deleted", "void", "취소", "무효", "반려", "삭제", "폐기",
})  # fmt: skip
_YES: Final = frozenset({"y", "yes", "true", "1", "o", "예", "재시험", "재분석"})
_LEAST_COLUMNS: Final = 3
_BEFORE_ALL, _AFTER_ALL = -(1 << 62), 1 << 62


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """The columns of a sheet, shape (tests, columns), which of them is which, and the sample of each row, numbered."""

    heads: Sequence[Head]
    frame: pl.DataFrame
    places: dict[_Is, int]
    sample: pl.Series

    def cells(self, part: _Is) -> pl.Series:
        """The cells of a part; nothing but gaps where the sheet has no such column."""
        if part not in self.places:
            return pl.Series([None] * self.frame.height, dtype=pl.String)
        return self.frame.to_series(self.places[part])

    def name(self, part: _Is) -> str:
        """What the sheet calls a part."""
        return self.heads[self.places[part]].name

    def moments(self, part: _Is) -> tuple[pl.Series | None, list[Finding]]:
        """The cells of a part as times; None if it is not there or holds none."""
        return read_times(self.name(part), self.cells(part)) if part in self.places else (None, [])


def read_tests(heads: Sequence[Head], frame: pl.DataFrame) -> tuple[Reshaped, str | None] | None:
    """One row a sample from one row a test; None if the columns are not surely those of a laboratory.

    It is sure where a column names the sample (or the point and the time of sampling), one the test and one the result,
    and samples repeat.

    Parameters
    ----------
    heads, frame
        Columns of the sheet, shape (tests, columns), all texts.

    Returns
    -------
    The columns, results as they were written, with the findings; and the name of the time of sampling, None where the
    sheet does not say it.
    """
    if frame.width < _LEAST_COLUMNS or any(dtype != pl.String for dtype in frame.dtypes):
        return None
    places = _places(heads)
    key = [places[part] for part in (_Is.SAMPLE, _Is.POINT, _Is.SAMPLED) if part in places]
    named = _Is.SAMPLE in places or {_Is.POINT, _Is.SAMPLED} <= places.keys()
    if not named or _Is.RESULT not in places or not {_Is.TEST, _Is.COMPONENT} & places.keys():
        return None
    samples = frame.select([frame.columns[place] for place in key])
    numbers = samples.unique(maintain_order=True).with_row_index("sample")
    sample = samples.join(numbers, on=samples.columns, how="left", nulls_equal=True, maintain_order="left")["sample"]
    sheet = _Sheet(heads, frame, places, sample)
    if numbers.height == frame.height or _names(sheet.cells(_Is.TEST), sheet.cells(_Is.COMPONENT)).count() == 0:
        return None
    return _one_a_sample(sheet)


def _places(heads: Sequence[Head]) -> dict[_Is, int]:
    """Which column holds what, the first of each."""
    places: dict[_Is, int] = {}
    for place, head in enumerate(heads):
        meaning = _MEANING.get(compact(head.name))
        if meaning is None and names_sampling(head.name):
            meaning = _Is.SAMPLED
        elif meaning is None and names_entry(head.name):
            meaning = _Is.ENTERED
        elif meaning is None and part_of(head.name) is Part.UNIT:
            meaning = _Is.UNIT
        if meaning is not None:
            places.setdefault(meaning, place)
    return places


def _one_a_sample(sheet: _Sheet) -> tuple[Reshaped, str | None]:
    """The columns that say one thing of each sample, the latest entry, and a column for each test."""
    entered, notes = sheet.moments(_Is.ENTERED)
    rows = _rows(sheet, entered)
    used = rows.sort("valid", "order", "again", "row").unique(["sample", "test"], keep="last").sort("row")
    samples = rows.unique("sample", keep="first", maintain_order=True).select("sample", "row")
    own = {_Is.TEST, _Is.COMPONENT, _Is.RESULT, _Is.UNIT} | ({_Is.ENTERED} if entered is not None else set())
    others = sorted(set(range(sheet.frame.width)) - {place for part, place in sheet.places.items() if part in own})
    kept = [place for place in others if _once(sheet.sample, sheet.frame.to_series(place))]
    heads = [sheet.heads[place] for place in kept]
    columns = [sheet.frame.to_series(place).gather(samples["row"]) for place in kept]
    sampled, _ = sheet.moments(_Is.SAMPLED)
    if entered is not None:
        latest = used.group_by("sample").agg(pl.col("entered").max())
        columns.append(samples.join(latest, on="sample", how="left", maintain_order="left")["entered"])
        heads.append(sheet.heads[sheet.places[_Is.ENTERED]])
        if sampled is not None:
            notes += _delay(sheet, sampled.gather(samples["row"]), columns[-1])
    tests, results = _results(used, samples)
    notes += [*_notes(sheet, rows), *_said(sheet, rows, [place for place in others if place not in kept])]
    frame = pl.DataFrame([column.alias(str(place)) for place, column in enumerate([*columns, *results])])
    return Reshaped([*heads, *tests], frame, notes), sheet.name(_Is.SAMPLED) if sampled is not None else None


def _rows(sheet: _Sheet, entered: pl.Series | None) -> pl.DataFrame:
    """The named tests, one a row, with what decides which of them counts.

    ``row`` is the place in the sheet; ``valid`` says that there is a result and that it was not withdrawn; the highest
    ``order`` (time of entry) of a sample and test wins, then the highest ``again`` (0 for a first test, or which retest
    it is), then the last row. Without a time of entry a retest is the later one.
    """
    result = sheet.cells(_Is.RESULT)
    gone = missing.missing_in(result, missing.AMONG_NUMBERS) | result.is_null()
    withdrawn = sheet.cells(_Is.STATUS).str.to_lowercase().is_in(list(_WITHDRAWN)).fill_null(value=False)
    marks = sheet.cells(_Is.RETEST).str.to_lowercase()
    counted = marks.cast(pl.Float64, strict=False).fill_nan(None)
    again = pl.select(pl.coalesce(counted, marks.is_in(list(_YES)).cast(pl.Float64), 0.0)).to_series()
    moments = entered if entered is not None else pl.Series([None] * result.len(), dtype=pl.Datetime("us"))
    unknown = pl.select(pl.when(pl.lit(again) > 0).then(_AFTER_ALL).otherwise(_BEFORE_ALL)).to_series()
    rows = pl.DataFrame(
        {
            "sample": sheet.sample,
            "test": _names(sheet.cells(_Is.TEST), sheet.cells(_Is.COMPONENT)),
            "result": result.set(withdrawn, None),
            "unit": sheet.cells(_Is.UNIT),
            "valid": ~(gone | withdrawn),
            "withdrawn": withdrawn,
            "entered": moments,
            "order": moments.to_physical().fill_null(unknown),
            "again": again,
        }
    )
    return rows.with_row_index("row").filter(pl.col("test").is_not_null())


def _names(tests: pl.Series, components: pl.Series) -> pl.Series:
    """What a result is called: its component, with the analysis before it where one component has several."""
    both = pl.DataFrame({"test": tests, "component": components})
    several = both.drop_nulls().unique().group_by("component").len().filter(pl.col("len") > 1)["component"].to_list()
    whole = pl.concat_str("test", "component", separator=" ", ignore_nulls=True)
    joined = pl.when(pl.col("component").is_in(several)).then(whole)
    return both.select(pl.coalesce(joined, "component", "test").alias("name")).to_series()


def _once(sample: pl.Series, cells: pl.Series) -> bool:
    """Whether a column says one thing of each sample."""
    return pl.DataFrame({"sample": sample, "cell": cells}).unique().height == sample.n_unique()


def _results(used: pl.DataFrame, samples: pl.DataFrame) -> tuple[list[Head], list[pl.Series]]:
    """A head and a column of results for each test, in the order in which the tests first stand in the sheet."""
    heads, columns = [], []
    for group in used.partition_by("test", maintain_order=True):
        (head,) = read_heads([group["test"][0]])
        units = group["unit"].drop_nulls().unique(maintain_order=True).to_list()
        cells = group.select("sample", "result")
        if len(units) == 1:
            unit = unit_of_cell(units[0])
            head = Head(head.name, unit, None if unit else units[0])
        elif units:
            cells = group.select("sample", result=with_units("result", "unit"))
        heads.append(head)
        columns.append(samples.join(cells, on="sample", how="left", maintain_order="left")["result"])
    return heads, columns


def _notes(sheet: _Sheet, rows: pl.DataFrame) -> list[Finding]:
    """What was made of the sheet: samples, retests, results that were withdrawn or name no test."""
    samples, tests = rows["sample"].n_unique(), rows["test"].n_unique()
    notes: list[Finding] = [found.SamplesRead(rows=sheet.frame.height, samples=samples, tests=tests)]
    notes += _at_several_times(sheet)
    standing = rows.filter(~pl.col("withdrawn"))
    repeated = standing.filter(pl.struct("sample", "test").is_duplicated())
    if repeated.height:
        results = standing.height - standing.unique(["sample", "test"]).height
        notes.append(found.Retests(results=results, tests=tuple(repeated["test"].unique(maintain_order=True))))
    if rows.height > standing.height:
        withdrawn = rows.height - standing.height
        notes.append(found.ResultsWithdrawn(results=withdrawn, column=sheet.name(_Is.STATUS)))
    if sheet.frame.height > rows.height:
        notes.append(found.ResultsWithoutTest(results=sheet.frame.height - rows.height))
    return notes


def _at_several_times(sheet: _Sheet) -> list[Finding]:
    """The samples that the sheet names with more than one time of sampling."""
    if not {_Is.SAMPLE, _Is.SAMPLED} <= sheet.places.keys():
        return []
    names = pl.DataFrame({"name": sheet.cells(_Is.SAMPLE), "time": sheet.cells(_Is.SAMPLED)}).drop_nulls().unique()
    several = names.filter(pl.col("name").is_duplicated())["name"]
    if several.len() == 0:
        return []
    return [found.SampleAtSeveralTimes(column=sheet.name(_Is.SAMPLE), samples=several.n_unique(), rows=several.len())]


def _said(sheet: _Sheet, rows: pl.DataFrame, columns: Sequence[int]) -> list[Finding]:
    """What columns say of a test where they say the same of it in all rows, such as limits of a specification."""
    if not columns:
        return []
    said = []
    for group in rows.partition_by("test", maintain_order=True):
        cells = {place: sheet.frame.to_series(place).gather(group["row"]).drop_nulls().unique() for place in columns}
        words = [f"{sheet.heads[place].name} {cell[0]}" for place, cell in cells.items() if cell.len() == 1]
        said += [f"{group['test'][0]}: {', '.join(words)}"] if words else []
    return [found.SaidOfTests(columns=tuple(sheet.heads[place].name for place in columns), told=tuple(said))]


def _delay(sheet: _Sheet, sampled: pl.Series, entered: pl.Series) -> list[Finding]:
    """How long after sampling the last result of a sample was known."""
    median = (entered - sampled).drop_nulls().dt.total_seconds().median()
    if not isinstance(median, float | int):
        return []
    time, entry = sheet.name(_Is.SAMPLED), sheet.name(_Is.ENTERED)
    return [found.KnownLater(time=time, entry=entry, delay=duration(float(median)))]
