"""The run sheet: amounts by hand, marks, the order of the bench, and a stock that is never exceeded."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanhak import process
from sanhak.areas.process.experiments.charge import charge_of
from sanhak.areas.process.experiments.domain import domain_of
from sanhak.areas.process.experiments.recipe import quantity
from sanhak.areas.process.experiments.stock import allowed, stock_of
from sanhak.finding import Refusal
from sanhak.study import Answer, describe

FACTORS = {
    "base": ["KOAc", "CsOPiv", "Cs2CO3", "Et3N"],
    "ligand": ["XPhos", "PPh3", "PCy3·HBF4"],
    "solvent": ["THF", "DMAc", "toluene"],
    "T": [60.0, 90.0, 120.0],
    "conc": [0.05, 0.1, 0.2],
}
RECIPE = {
    "scale": 0.2,
    "limiting": "benzyl bromide",
    "equivalents": {"base": 2, "ligand": "10 mol %", "Pd(OAc)2": "5 mol%"},
    "solvent": "solvent",
    "concentration": "conc",
    "temperature": "T",
}
UNITS = {"yield": "%", "T": "degC", "conc": "mol/L"}


def campaign(**more):
    asked = {"factors": FACTORS, "maximize": "yield", "substances": ("base", "ligand", "solvent"), "units": UNITS}
    return process.Campaign(**{**asked, **RECIPE, "batch": 4, **more})


def at(study, **setting):
    """A unit point of the study's space, the first value of each factor unless another is given."""
    space = domain_of(study, None).space
    full = {name: np.array([setting.get(name, study.factors[name][0])]) for name in space.names}
    return space.points(full)


def amounts(study, **setting):
    """What one run takes, by ingredient."""
    charge = charge_of(study, domain_of(study, None))
    return {part.ingredient.name: part for part in charge.amounts(at(study, **setting))}


@cache
def answered(**more) -> Answer:
    return campaign(**more).solve()


def codes(answer):
    return [finding.code for finding in answer.findings]


def test_amounts_are_those_worked_out_by_hand():
    taken = amounts(campaign(), base="Cs2CO3", ligand="PCy3·HBF4", solvent="DMAc", conc=0.05)
    assert taken["base"].mass[0] == 130.3  # 0.4 mmol of 325.82 g/mol
    assert taken["base"].moles[0] == pytest.approx(0.4)
    assert taken["ligand"].mass[0] == 7.4  # 0.02 mmol of the salt, 368.25 g/mol
    assert taken["Pd(OAc)2"].mass[0] == 2.2  # 0.01 mmol of 224.51 g/mol
    assert taken["benzyl bromide"].taken[0] == 24  # 0.2 mmol of 171.04 g/mol, 1.438 g/mL: 23.8 µL
    assert taken["solvent"].volume[0] == 4000  # 0.2 mmol in 0.05 mol/L


def test_a_liquid_is_measured_and_a_solid_weighed():
    base = amounts(campaign(), base="Et3N")["base"]
    assert base.poured[0]
    assert base.taken[0] == 56  # 0.4 mmol of 101.19 g/mol, 0.728 g/mL: 55.6 µL
    assert base.mass[0] == 40.5
    weighed = amounts(campaign(), base="KOAc")["base"]
    assert not weighed.poured[0]
    assert np.isnan(weighed.volume[0])


@pytest.mark.parametrize(("unit", "value", "moles"), [(None, 2.0, 0.4), ("equiv", 2.0, 0.4), ("mol%", 5.0, 0.01)])
def test_a_factor_may_hold_equivalents(unit, value, moles):
    factors = FACTORS | {"load": [value, 2 * value]}
    units = UNITS | ({"load": unit} if unit else {})
    study = campaign(factors=factors, units=units, equivalents=RECIPE["equivalents"] | {"base": "load"})
    assert amounts(study, load=value)["base"].moles[0] == pytest.approx(moles)
    assert amounts(study, load=2 * value)["base"].moles[0] == pytest.approx(2 * moles)


def test_concentration_and_temperature_are_read_in_their_units():
    study = campaign(
        factors=FACTORS | {"conc": [50.0, 100.0], "T": [340.0, 360.0]}, units=UNITS | {"conc": "mM", "T": "K"}
    )
    assert amounts(study, conc=50.0)["solvent"].volume[0] == 4000
    charge = charge_of(study, domain_of(study, None))
    assert charge.temperature(at(study, T=340.0))[0] == pytest.approx(66.85)


@pytest.mark.parametrize(
    ("text", "found"),
    [("10 mol %", (10, "mol%")), ("2 equiv", (2, "eq")), ("0.5", (0.5, None)), ("500 mg", (500, "mg")),
     ("much", None), ("5 parsecs of", None), ("", None)],
)  # fmt: skip
def test_an_amount_is_a_number_with_a_unit_that_is_known(text, found):
    assert quantity(text) == found


@settings(max_examples=30)
@given(st.floats(0.01, 50), st.floats(0.01, 5), st.floats(0.01, 2))
def test_mass_and_volume_follow_from_scale_equivalents_and_concentration(scale, equivalents, concentration):
    study = campaign(scale=scale, equivalents={"base": equivalents}, concentration=concentration)
    taken = amounts(study, base="Cs2CO3")
    assert taken["base"].mass[0] == pytest.approx(scale * equivalents * 325.82, abs=0.051)
    assert taken["solvent"].volume[0] == pytest.approx(1000 * scale / concentration, abs=0.51)
    assert taken["base"].moles[0] / taken["benzyl bromide"].moles[0] == pytest.approx(equivalents)


def test_the_needs_are_the_sum_of_the_sheet():
    answer = answered()
    every = answer.tables["amounts"].frame
    for row in answer.tables["needs"].frame.iter_rows(named=True):
        own = every.filter(every["substance"] == row["substance"])
        assert row["runs"] == len(own)
        total = row["volume"] if row["mass"] is None else row["mass"]
        assert total == pytest.approx(own["mass" if row["volume"] is None else "volume"].sum() / 1000)
    sheet = answer.tables["run sheet"].frame
    assert sheet["Pd(OAc)2 mass"].to_list() == [2.2] * 4
    assert set(sheet["yield"]) == {""}
    assert set(sheet["notes"]) == {""}


def test_the_bench_changes_the_bath_least_and_keeps_the_numbers():
    answer = campaign(batch=12).solve()
    sheet, runs = answer.tables["run sheet"].frame, answer.tables["runs"].frame
    heat = sheet["T"].to_list()
    assert heat == sorted(heat)
    changes = sum(
        first["solvent"] != second["solvent"]
        for first, second in zip(sheet.rows(named=True), sheet.rows(named=True)[1:], strict=False)
    )
    groups = {(row["T"], row["solvent"]) for row in sheet.iter_rows(named=True)}
    assert changes < len(groups)
    assert sorted(sheet["run"]) == list(range(1, 13))
    for row in sheet.iter_rows(named=True):
        chosen = runs.row(int(row["run"]) - 1, named=True)
        assert all(row[name] == chosen[name] for name in FACTORS)


def test_a_run_above_the_boiling_point_is_marked_with_both_numbers():
    answer = campaign(factors=FACTORS | {"solvent": ["THF"], "T": [20.0, 60.0, 105.0]}, batch=6).solve()
    marked = [finding for finding in answer.findings if finding.code == "D039"]
    assert len(marked) == 1
    assert "105 °C is above the boiling point of THF, 66 °C: closed vessel" in marked[0].render()
    assert "105 °C는 THF의 끓는점 66 °C를 넘습니다" in marked[0].said.render("ko")
    sheet = answer.tables["run sheet"].frame
    assert all((row["T"] == 105) == ("closed vessel" in row["look out"]) for row in sheet.iter_rows(named=True))


def test_what_is_too_little_to_weigh_comes_as_a_stock_solution():
    answer = answered(scale=0.04)
    found = {finding.substance: finding for finding in answer.findings if finding.code == "D043"}
    palladium = found["Pd(OAc)2"]  # 0.002 mmol are 0.449 mg
    assert palladium.least.value == pytest.approx(0.449, abs=5e-4)
    dissolved = palladium.mass.value / (1000 * palladium.volume.value)
    assert dissolved * palladium.share.value == pytest.approx(palladium.least.value, rel=1e-6)
    assert palladium.mass.value >= max(5.0, 5 * palladium.least.value)
    assert "benzyl bromide" in found, "5 µL are less than ten steps of a pipette"
    assert "D043" not in codes(campaign(scale=0.2, equivalents={"base": 2}).solve())


def test_gases_and_dangers_are_told():
    study = campaign(equivalents={"base": 2, "ammonia": 1, "hydrazine hydrate": 1})
    answer = study.solve()
    assert "Ammonia: it is a gas at room temperature" in [str(f.said)[:-1] for f in answer.findings if f.code == "D044"]
    (care,) = [finding for finding in answer.findings if finding.code == "D045"]
    assert "hydrazine hydrate (" in str(care.said)
    assert "발암성" in care.said.render("ko")


def test_without_a_recipe_the_sheet_is_as_it_was():
    plain = dict.fromkeys(("scale", "limiting", "concentration", "temperature", "solvent")) | {"equivalents": {}}
    answer = campaign(**plain).solve()
    assert "needs" not in answer.tables
    assert answer.tables["run sheet"].names[:6] == ("run", *FACTORS)
    assert "yield expected" in answer.tables["run sheet"].names
    assert not {"D039", "D043", "D044", "D045"} & set(codes(answer))


def test_a_temperature_and_a_solvent_alone_are_checked():
    plain = {"scale": None, "limiting": None, "equivalents": {}, "concentration": None, "temperature": 105}
    assert "D039" in codes(campaign(**plain, factors=FACTORS | {"solvent": ["THF", "2-MeTHF"]}).solve())


CUPBOARD = st.fixed_dictionaries(
    {"Cs2CO3": st.floats(0.14, 1), "Pd(OAc)2": st.floats(0.0025, 0.02), "DMAc": st.floats(4.1, 20)}
)


@settings(max_examples=15)
@given(CUPBOARD, st.randoms(use_true_random=False))
def test_no_order_of_choices_takes_more_than_the_stock(cupboard, random):
    study = campaign(stock=cupboard)
    domain = domain_of(study, None)
    enough, stock = allowed(study, domain), stock_of(charge_of(study, domain))
    points = domain.region.listed
    chosen = np.zeros((0, points.shape[1]))
    for _ in range(40):
        free = points[enough(points, chosen)]
        if not len(free):
            break
        chosen = np.vstack([chosen, free[random.randrange(len(free))]])
    taken = stock.taken(chosen).sum(axis=0)
    assert (taken <= np.array(list(cupboard.values())) + 1e-9).all()
    left = cupboard["Pd(OAc)2"] - taken[list(cupboard).index("Pd(OAc)2")]
    assert left < 0.0022 + 1e-9 or len(chosen) == 40, "it stops only where no run is left"


def test_a_batch_never_takes_more_than_the_stock():
    answer = campaign(batch=8, stock={"Pd(OAc)2": "11.5 mg", "toluene": 2, "DMAc": "5 g"}).solve()
    needs = {row["substance"]: row for row in answer.tables["needs"].frame.iter_rows(named=True)}
    assert needs["Pd(OAc)2"]["mass"] == pytest.approx(0.011)
    assert needs["Pd(OAc)2"]["left"].replace("\u00a0", " ") == "0.0005 g"
    assert len(answer.decision) == 5
    assert "D037" in codes(answer)
    assert needs.get("toluene", {"volume": 0})["volume"] <= 2
    assert needs.get("DMAc", {"volume": 0})["volume"] <= 5 / 0.937


def test_the_search_between_limits_keeps_the_stock_too():
    study = campaign(factors=FACTORS | {"T": (60.0, 120.0)}, batch=5, stock={"Cs2CO3": 0.14, "Pd(OAc)2": 0.0067})
    answer = study.solve()
    assert len(answer.decision) == 3
    assert sum(row == "Cs2CO3" for row in answer.tables["runs"].frame["base"]) <= 1


def test_a_level_that_is_out_is_told_and_never_proposed():
    answer = campaign(batch=8, stock={"Cs2CO3": 0.1}).solve()
    assert "D047" in codes(answer)
    assert "Cs2CO3" not in answer.tables["runs"].frame["base"].to_list()


BAD = {
    "a scale without a limiting substance": ({"limiting": None}, "D041 scale"),
    "equivalents without a scale": ({"scale": None, "concentration": None}, "D041 equivalents"),
    "a substance that nobody knows": ({"limiting": "unobtainium"}, "T261"),
    "an unknown substance with equivalents": ({"equivalents": {"unobtainium": 1}}, "T261"),
    "an unknown solvent": ({"solvent": "unobtainium"}, "T261"),
    "negative equivalents": ({"equivalents": {"base": -1}}, "D042"),
    "negative equivalents in words": ({"equivalents": {"base": "-5 mol%"}}, "D042"),
    "equivalents that are none": ({"equivalents": {"base": "some"}}, "D042"),
    "equivalents in kg": ({"equivalents": {"base": "5 kg"}}, "D042"),
    "equivalents that are not finite": ({"equivalents": {"base": float("nan")}}, "D042"),
    "equivalents in a factor of words": ({"equivalents": {"base": "ligand"}}, "D041 ligand"),
    "equivalents in a factor of degrees": ({"equivalents": {"base": "T"}}, "D042"),
    "equivalents of a factor of numbers": ({"equivalents": {"T": 2}}, "D041 T"),
    "two equivalents of the limiting substance": ({"equivalents": {"benzyl bromide": 2}}, "D041 benzyl bromide"),
    "equivalents of the solvent": ({"equivalents": {"solvent": 2}}, "D041 solvent"),
    "a concentration of zero": ({"concentration": 0}, "D041"),
    "a concentration that reaches zero": ({"factors": FACTORS | {"conc": (0.0, 1.0)}}, "D041 conc"),
    "a concentration without a solvent": ({"solvent": None}, "D041 concentration"),
    "a concentration in degrees": ({"concentration": "T"}, "T003"),
    "a temperature that is a category": ({"temperature": "base"}, "D041 base"),
    "a temperature that is no factor": ({"temperature": "heat"}, "D041 heat"),
    "a stock of what no run takes": ({"stock": {"K2CO3": 1}}, "D041 K2CO3"),
    "a stock in hours": ({"stock": {"KOAc": "5 h"}}, "D042"),
    "a negative stock": ({"stock": {"KOAc": -1}}, "D042"),
    "a volume of a solid": ({"stock": {"KOAc": "5 mL"}}, "D041 KOAc"),
    "no stock of what every run takes": ({"stock": {"Pd(OAc)2": 0.001}}, "D046"),
    "no stock of any level": ({"stock": dict.fromkeys(FACTORS["ligand"], 0)}, "D046"),
}


@pytest.mark.parametrize(("more", "code"), BAD.values(), ids=BAD)
def test_a_recipe_that_cannot_be_weighed_is_refused_with_a_code(more, code):
    with pytest.raises(Refusal) as refused:
        campaign(**more).solve()
    assert str(refused.value).startswith(code)


def test_the_recipe_is_described_after_the_question():
    names = describe(process.Campaign).names
    assert names.index("factors") < names.index("currency") < names.index("scale") < names.index("stock")
    assert describe(process.Campaign)["scale"].unit == "mmol"


def test_a_number_given_as_text_is_a_number():
    study = campaign(concentration="0.1", temperature="80", equivalents={"base": "2"})
    assert (study.concentration, study.temperature, study.equivalents["base"]) == (0.1, 80.0, 2.0)
    assert process.Campaign.model_validate_json(study.model_dump_json()) == study


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_sheet_is_printed_with_room_to_write_in(language, tmp_path):
    page = answered().write(tmp_path / "sheet.html", language).read_text(encoding="utf-8")
    assert 'class="words blank' in page
    assert 'class="listed broad"' in page
    assert "Cesium carbonate · 탄산세슘" in page or "Cs2CO3" not in page
    assert ("비고" if language == "ko" else "notes") in page


def test_the_workbook_reads_as_the_report_does(tmp_path):
    from openpyxl import load_workbook

    book = load_workbook(answered().write(tmp_path / "sheet.xlsx", "ko"))
    needs = book["배치에 필요한 물질"]
    assert [cell.value for cell in needs[1]][:3] == ["물질", "이름", "CAS 번호"]
    sheet = book[next(name for name in book.sheetnames if "비고" in [cell.value for cell in book[name][1]])]
    assert "Pd(OAc)2 [mg]" in [cell.value for cell in sheet[1]]
