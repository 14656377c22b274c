"""A newcomer's walk, in a browser: come in, drop the Excel files of the trade, ask, look at the answer, and decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Sheet:
    """An Excel file as a laboratory keeps it: heads with units in brackets, one row for each thing measured."""

    name: str
    heads: Sequence[str]
    rows: Callable[[], Rows]

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        with Workbook(path) as book:
            sheet = book.add_worksheet("결과")
            for at, row in enumerate([self.heads, *self.rows()]):
                sheet.write_row(at, 0, row)
        return path


@dataclass(frozen=True)
class Walk:
    """What is dropped, what is asked of it, and the words of a figure that the trade expects, in each language."""

    kind: str
    sheets: Mapping[str, Sheet]
    columns: Mapping[str, str]
    typed: Mapping[str, str]
    figure: str
    titles: Mapping[str, str]
    chosen: Sequence[str] = ()


def come_in(page, address, link):
    """The first administrator comes by the link that the server has printed."""
    page.goto(address + "/")
    page.wait_for_url(re.compile("/sign-in"))
    page.goto(address + link)
    page.fill("[name=organisation]", "화학회사")
    page.fill("[name=email]", "newcomer@example.org")
    page.fill("[name=name]", "Process engineer")
    page.fill("[name=password]", "a sentence to remember")
    page.locator("main button.primary").click()
    page.wait_for_url(address + "/")


def speak(page, language):
    """See the pages in this language from now on."""
    if page.evaluate("document.documentElement.lang") != language:
        page.locator("nav.tongue a").click()
        page.wait_for_function("language => document.documentElement.lang === language", arg=language)


def go(page, walk, folder):
    """The whole walk: from the files to a decision, the answer seen in both languages."""
    ask(page, walk, folder)
    page.locator("button[name=act][value=run]").click()
    page.wait_for_url(re.compile(r"/answers/\w{14}$"), timeout=120_000)
    for language, title in walk.titles.items():
        speak(page, language)
        figure = page.locator(f'figure[data-figure^="{walk.figure}"]')
        figure.get_by_text(title).first.wait_for()
        figure.scroll_into_view_if_needed()
        figure.locator(".view svg").wait_for()
    page.locator('form[action*="/decide"] button').click()
    page.wait_for_url(re.compile(r"/decisions/\w{14}"))
    assert not page.complaints


def spare(page):
    """Ask with little effort: what the answer says is judged elsewhere."""
    page.locator("#settings [name=effort]").fill("0.1")
    page.locator("#settings button").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#settings [name=effort]").input_value() == "0.1"


def ask(page, walk, folder):
    """Drop the files, begin the study with them, and fill in the form."""
    for sheet in reversed(walk.sheets.values()):
        page.goto(f"{page.project}/data")
        page.wait_for_load_state("networkidle")
        page.set_input_files("input[type=file]", sheet.write(folder))
        page.wait_for_url(re.compile(r"/data/\w{14}"))
    page.locator('a[href*="studies/new?data="]').click()
    page.locator(f'article.question a[href*="{walk.kind}"]').first.click()
    for name, sheet in list(walk.sheets.items())[1:]:
        page.locator(f"main form [name='table.{name}']").select_option(label=sheet.name)
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/studies/\w{14}"))
    spare(page)
    page.locator("main form details.settings > summary").click()
    for name, column in walk.columns.items():
        page.locator(f"[name={name}]").select_option(column)
    for name, value in walk.typed.items():
        page.locator(f"[name={name}]").fill(value)
    for choice in walk.chosen:
        page.locator(choice).check()
