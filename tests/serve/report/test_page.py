"""The report as a page: complete, alone, bilingual, legible, and honest on its first screen."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import polars as pl
import pytest
from lxml import html as parser

from sanhak.decide.findings.doubts import LimitNotAssured
from sanhak.figure import Figure, layers, points, quantity, x_axis, y_axis
from sanhak.model.score import Coverage
from sanhak.serve.report import Entry, html, index_page, look_page, sections
from sanhak.serve.report.page import PLACES
from sanhak.study import Answer, Estimate, Listed
from sanhak.study.property.findings import NothingToPredict
from sanhak.table import Column, Kind, Table
from sanhak.text import LANGUAGES, Text, _catalogue, dump, say, show
from serve.report import sample

MOST_BYTES = 1_500_000
BARE = Answer(Text("h"), Text("c"), (), None, (), (), (), (), ())


@pytest.fixture(scope="module")
def answer():
    return sample.answer()


@pytest.fixture(scope="module")
def pages(answer):
    return {language: html(answer, language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def trees(pages):
    return {language: parser.document_fromstring(page) for language, page in pages.items()}


def words_of(tree) -> str:
    """What a reader reads, without code, style and script."""
    copy = parser.document_fromstring(parser.tostring(tree))
    for part in copy.xpath("//script|//style|//pre"):
        part.drop_tree()
    spoken = [*copy.itertext(), *copy.xpath("//@aria-label"), *copy.xpath("//@data-label")]
    return " ".join(" ".join(spoken).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language_and_parses(trees, language):
    assert trees[language].get("lang") == language
    assert trees[language].xpath("//h1")
    identities = trees[language].xpath("//@id")
    assert len(identities) == len(set(identities))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_from_anywhere(pages, trees, language):
    tree = trees[language]
    assert not tree.xpath("//link|//img|//iframe|//object|//embed|//script[@src]|//*[local-name()='image']")
    assert all(target.startswith("#") for target in tree.xpath("//@href|//@src|//@*[name()='xlink:href']"))
    assert not re.search(r"@import|url\((?!#)", pages[language])
    assert len(pages[language].encode()) <= MOST_BYTES


def test_no_english_sentence_is_left_in_the_korean_page(pages, trees):
    read = words_of(trees["ko"])
    left = [said for said in _catalogue("ko") if re.search(r"[a-z]{3,} [a-z]{2,}", said) and said in read]
    assert not left
    assert not re.findall(
        r"(?:\b[A-Za-z]{2,}[ ,.]+){3,}", re.sub(r"\(SHA-256\)|python [\d.]+.*?numpy [\d.]+", "", read)
    )


def test_the_korean_particles_follow_names_and_numbers(trees):
    assert "수율은 78.4에서 81.9 %로 바뀔 것으로" in words_of(trees["ko"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_stand_in_the_order_of_an_answer(trees, language):
    order = [part.get("id") or part.get("class") for part in trees[language].xpath("//section")]
    assert order == [
        "first", "leading", "window", "compared", "held", "scores", "matters", "response", "findings", "preparation",
        "provenance",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_holds_sentence_catch_decision_and_evidence(answer, trees, language):
    first = words_of(trees[language].xpath("//section[@class='first']")[0])
    assert answer.headline.render(language) in first
    assert answer.catch.render(language) in first
    assert answer.worst.remedy.render(language) in first
    for wanted in ("82.5", "79.5–84.0", "60–95", "+3.5 %", "97 %", "0.74 %", "88 %"):
        assert wanted in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_shown_with_its_remedy_the_most_severe_first(answer, trees, language):
    shown = trees[language].xpath("//section[@id='findings']/article")
    assert len(shown) == len(answer.findings)
    assert [part.get("class") for part in shown] == ["finding warn", "finding warn", "finding note"]
    read = words_of(trees[language])
    for found in answer.findings:
        for text in (found.said, found.reason, found.remedy):
            assert text.render(language) in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_two_drawings_and_an_alternative_in_words(answer, trees, language):
    pictures = trees[language].xpath("//figure")
    assert len(pictures) == len(answer.figures)
    for figure, picture in zip(
        sorted(answer.figures[1:], key=lambda one: PLACES.index(one.name.split()[0])), pictures[1:], strict=True
    ):
        drawing = picture.xpath(".//div[@role='img']")[0]
        assert figure.alternative.render(language) in drawing.get("aria-label")
        drawn = ["./div[@class='wide']/svg", "./div[@class='narrow']/svg"] if figure.aspect < 1 else ["./svg"]
        assert [len(drawing.xpath(where)) for where in drawn] == [1] * len(drawn)
        assert figure.alternative.render(language) in picture.xpath("string(.//details)")


def test_numbers_stand_to_the_right_on_their_point(trees):
    cells = trees["en"].xpath("//table[contains(@class, 'outcomes')]/tbody/tr/td")
    assert {cell.get("class").split()[0] for cell in cells} == {"number", "range"}
    chances = trees["en"].xpath("//td[contains(@class, 'keeps')]")
    assert [(cell.text, cell.get("data-pad")) for cell in chances][:2] == [("97", ".0"), ("99.9", None)]


def test_units_stand_in_the_heads(trees):
    heads = [" ".join(head.text_content().split()) for head in trees["en"].xpath("//table[@class='grid outcomes']//th")]
    assert "수율 [%]" in heads
    assert heads[1:6] == ["수율 [%]", "90 % interval [%]", "불순물 [%]", "90 % interval [%]", "Limit holds [%]"]
    labels = trees["en"].xpath("//table[@class='grid outcomes']//tr[1]/td/@data-label")
    assert "90 % interval of 수율 [%]" in labels  # a list on a phone repeats the name


def test_it_can_be_run_again_from_the_page(trees):
    file, command, python = trees["en"].xpath("//div[@class='again']//pre/code")
    assert file.text.splitlines()[0] == "study: process.setpoints"
    assert 'maximize: "수율"' in file.text
    assert "goal" not in file.text  # a default needs no line
    assert command.text == "sanhak run study.yaml --data 반응기_2026.xlsx"
    assert 'controls={"재킷 온도": (60, 95), "공급비": (0.8, 1.4)' in python.text
    assert 'Table.read("반응기_2026.xlsx", sheet="DCS")' in python.text
    compile(python.text, "again.py", "exec")


def test_what_one_rule_says_of_several_columns_stands_together(answer):
    same = tuple(LimitNotAssured(column=name, chance=0.8, asked=0.9) for name in ("a", "b"))
    tree = parser.document_fromstring(html(replace(answer, findings=same, figures=()), "en"))
    group = tree.xpath("//article")
    assert len(group) == 1
    assert len(group[0].xpath(".//p[@class='said']")) == 2
    assert len(group[0].xpath(".//p[@class='remedy']")) == 1


def test_each_outcome_has_its_own_reason_where_they_differ(answer):
    other = replace(answer.coverage[1], reason=say("no"))
    tree = parser.document_fromstring(html(replace(answer, coverage=(answer.coverage[0], other), figures=()), "en"))
    assert tree.xpath("//section[@id='held']/p/b/text()") == ["수율:", "불순물:"]


def test_a_clean_answer_says_what_was_checked():
    tree = parser.document_fromstring(html(replace(sample.answer(findings=False), figures=()), "en"))
    catch = tree.xpath("//div[@class='catch clear']")[0]
    assert sample.CHECKED.render("en") in catch.text_content()
    assert "nothing to remark" in tree.xpath("string(//section[@id='findings'])")


def test_a_note_stands_beside_the_catch_only_where_the_catch_speaks_of_it():
    note = NothingToPredict(column="yield")
    clean = replace(sample.answer(findings=False), figures=(), findings=(note,))
    tree = parser.document_fromstring(html(clean, "en"))
    assert tree.xpath("//div[@class='catch clear']")
    assert tree.xpath("//section[@id='findings']//span[@class='code']/text()") == ["S023"]
    told = parser.document_fromstring(html(replace(clean, catch=note.said), "en"))
    assert told.xpath("//div[@class='catch note']")


def test_what_was_measured_has_no_interval_beside_it():
    answer = sample.answer(findings=False)
    first = answer.compared[0]
    name, estimate = next(iter(first.outcomes.items()))
    exact = Estimate(estimate.value, estimate.value, estimate.value, estimate.unit)
    grid = sections.outcomes(replace(answer, compared=(replace(first, outcomes={name: exact}), *answer.compared[1:])))
    assert grid.rows[0][2] is None
    assert grid.rows[1][2] is not None


def test_a_long_formula_may_break_and_a_short_name_does_not():
    facts = (Column("code", Kind.TEXT), Column("alloy", Kind.FORMULA), Column("said", Kind.TEXT))
    long = "Ni0.365Fe0.245Co0.16Cr0.11Al0.105Ti0.015"
    frame = pl.DataFrame({"code": ["L-0085"], "alloy": [long], "said": ["two words"]})
    listed = (Listed("next", say("Next"), say("Next"), {}),)
    answer = replace(sample.answer(findings=False), tables={"next": Table(frame, facts)}, listed=listed)
    ((_, grid),) = sections.listed(answer)
    assert [head.key for head in grid.heads] == ["identifier", "long", "cell"]


def test_an_answer_of_a_sentence_alone_is_a_page():
    tree = parser.document_fromstring(html(BARE, "ko"))
    assert tree.xpath("string(//h1)") == "h"
    assert [part.get("id") for part in tree.xpath("//section[@id]")] == ["findings"]


def test_names_cannot_become_markup(answer):
    evil = replace(answer, headline=Text("{x}", {"x": "<script>alert(1)</script>"}), figures=())
    assert "<script>alert" not in html(evil, "en")


def test_weak_evidence_is_marked_in_words(answer):
    weak = Coverage("y", 0.9, 0.7, 0.6, 0.8, 1.0, None, 50, "scaffold", say("yes"))
    lost = replace(answer.promise, effect=Estimate(0.1, -0.4, 0.6, "%"))
    tree = parser.document_fromstring(html(replace(answer, coverage=(weak,), promise=lost, figures=()), "en"))
    marked = tree.xpath("//dl[@class='facts']/div[@class='weak']")
    assert len(marked) == 2
    assert all("weak" in part.text_content() for part in marked)
    assert "scaffold" in marked[1].text_content()


def test_a_figure_of_an_unknown_place_is_not_lost(answer):
    named = [replace(figure, name=name) for figure, name in zip(answer.figures[1:3], ("first", "odd"), strict=True)]
    tree = parser.document_fromstring(html(replace(answer, figures=tuple(named)), "en"))
    assert (
        len(tree.xpath("//section[@class='leading']//figure")) == len(tree.xpath("//section[@id='more']//figure")) == 1
    )


def test_thousands_of_points_keep_the_page_small(answer):
    rows = [{"x": place * 0.731 % 100, "y": place * 0.377 % 50} for place in range(5000)]
    view = layers(points(rows, x_axis("x", quantity("x", "°C")), y_axis("y", quantity("y"))))
    many = tuple(Figure(f"response {at}", Text("t"), Text("c"), Text("a"), view) for at in range(3))
    assert len(html(replace(answer, figures=many), "en").encode()) <= MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_report(answer, language):
    entry = Entry(Text("Reactor"), Text("A story"), answer, ((Text("Report"), "reactor/report.ko.html"),))
    tree = parser.document_fromstring(index_page([entry], language))
    assert tree.xpath("//h2/a/@href") == ["reactor/report.ko.html"]
    assert answer.headline.render(language) in tree.text_content()
    assert answer.catch.render(language) in tree.text_content()


def test_an_empty_index_teaches_what_belongs_there():
    assert "sanhak run" in index_page([], "ko")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_came_in_is_shown_column_by_column(answer, language):
    table = sample.reactor(sample.KOREAN)
    tree = parser.document_fromstring(look_page(table, answer.findings, language))
    rows = tree.xpath("//table[contains(@class, 'columns')]/tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == list(table.names)
    assert rows[0].xpath("string(td[2])") == "°C"
    assert [len(row.xpath(".//svg")) for row in rows] == [1, 1, 0, 1, 1]
    assert all(found.remedy.render(language) in tree.text_content() for found in answer.findings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_on_a_phone(chromium, answer, tmp_path, language):
    page = tmp_path / "report.html"
    page.write_text(html(replace(answer, figures=answer.figures[:1]), language), encoding="utf-8")
    frame = tmp_path / "frame.html"
    frame.write_text(
        f"<iframe src='{page.name}' style='width:360px;height:900px;border:0'></iframe><p></p><script>onload = () => "
        "document.querySelector('p').textContent = 'wide ' + document.querySelector('iframe').contentDocument"
        ".documentElement.scrollWidth</script>",
        encoding="utf-8",
    )
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += ["--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    seen = subprocess.run([chromium, *flags, frame.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    width = re.search(r"wide (\d+)", seen.stdout)
    assert width is not None
    assert int(width[1]) <= 360


def test_limits_are_judged_by_the_tightest(answer):
    best = replace(answer.compared[0], keeps={"a": 0.95, "b": 0.91})
    tree = parser.document_fromstring(html(replace(answer, compared=(best,), figures=()), "en"))
    assert "91 %" in tree.xpath("string(//dl)")
    assert "b, the tightest of 2 limits" in tree.xpath("string(//dl)")


def test_an_error_without_a_baseline_says_so(answer):
    alone = tuple(score for score in answer.scores if not score.baseline)
    assert "no baseline" in html(replace(answer, scores=alone, figures=()), "en")


def test_money_is_read_in_ten_thousands_and_kept_exactly(answer):
    from sanhak.serve.report.trust import money

    read, exact = money(answer.promise.money, "ko")
    assert read.render("ko") == "4.1억 원 (2.6–5.5)"
    assert exact.render("ko") == "412,300,000 원"
    assert money(answer.promise.money, "en")[0].render("en") == "410 million won (260–550)"
    assert show(money(Estimate(120.0, 100.0, 140.0, "USD/a"), "en")[0]) == "120 USD/a (100–140)"
    assert show(money(Estimate(500.0, 400.0, 600.0, "KRW/a"), "en")[0]) == "500 won (400–600)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_of_preparation_is_a_row_with_its_share_and_is_not_sorted(trees, language):
    (table,) = trees[language].xpath("//section[@id='preparation']//table")
    assert "data-ordered" in table.attrib
    rows = [[cell.text for cell in row.xpath("./th|./td")] for row in table.xpath("./tbody/tr")]
    assert [row[2:4] for row in rows] == [["–", "203"], ["203", "200"]]
    assert table.xpath(".//td[contains(@class, 'stayed')]/svg/rect/@width") == ["100.0", "98.5"]


def test_an_answer_of_the_first_format_tells_its_preparation_in_words(answer):
    old = answer.dump() | {"preparation": [dump(Text("3행을 뺐습니다."))]}
    back = Answer.load(old)
    assert back.preparation[0].said == Text("3행을 뺐습니다.")
    assert "3행을 뺐습니다." in html(back, "ko")
