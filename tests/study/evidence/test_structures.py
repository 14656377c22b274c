"""Structural formulas: what is drawn is the molecule."""

from __future__ import annotations

import numpy as np
import pytest

from sanhak.finding import Refusal
from sanhak.study.evidence.structures import structure


def letters(text: str) -> list[str]:
    return sorted(letter for _, _, letter in structure(text).letters)


def strokes(text: str) -> list[str]:
    return [stroke for *_, stroke in structure(text).lines]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("c1ccccc1", []),
        ("CCO", ["OH"]),
        ("NCCCN", ["H₂N", "NH₂"]),
        ("CC(=O)Nc1ccccc1", ["H", "N", "O"]),
        ("C[N+](C)(C)C", ["N⁺"]),
        ("C[N+](=O)[O-]", ["N⁺", "O", "O⁻"]),
        ("FC(Cl)Br", ["Br", "Cl", "F"]),
        ("O", ["OH₂"]),
        ("C", ["CH₄"]),
        ("[13CH3]CO", ["H₃¹³C", "OH"]),
        ("*CC(*)c1ccccc1", ["*", "*"]),
    ],
)
def test_atoms_are_written_as_chemists_write_them(text, written):
    assert letters(text) == sorted(written)


@pytest.mark.parametrize(("text", "lines"), [("CC", 1), ("C=C", 2), ("C#N", 3), ("c1ccccc1", 9), ("CC(C)=O", 4)])
def test_a_bond_has_as_many_lines_as_its_order(text, lines):
    assert len(strokes(text)) == lines


def test_second_lines_lie_inside_the_ring():
    benzene = structure("c1ccccc1")
    middles = np.array([[(x + x2) / 2, (y + y2) / 2] for x, y, x2, y2, _ in benzene.lines])
    apart = np.sort(np.hypot(*middles.T))
    assert (apart[:3] < apart[3] - 0.1).all()
    assert apart[3:] == pytest.approx(np.full(6, np.sqrt(3) / 2), abs=0.02)


def test_mirror_images_are_drawn_apart():
    one, other = strokes("C[C@H](N)C(=O)O"), strokes("C[C@@H](N)C(=O)O")
    assert {*one, *other} == {"plain", "bold", "dashed"}
    assert one != other
    assert set(strokes("CC(N)C(=O)O")) == {"plain"}


def test_bonds_leave_letters_free_and_all_lies_within_its_size():
    drawn = structure("Nc1ccc(O)cc1C(F)(F)F")
    for x, y, _ in drawn.letters:
        assert abs(x) <= drawn.size[0] / 2
        assert abs(y) <= drawn.size[1] / 2
    fluorine = [(x, y) for x, y, letter in drawn.letters if letter == "F"]
    ends = np.array([end for x, y, x2, y2, _ in drawn.lines for end in ((x, y), (x2, y2))])
    for place in fluorine:
        assert np.hypot(*(ends - place).T).min() == pytest.approx(0.32, abs=0.02)


def test_a_salt_is_drawn_as_its_parent():
    assert structure("CCN(CC)CC.Cl") == structure("CCN(CC)CC")


def test_what_is_no_molecule_is_refused():
    with pytest.raises(Refusal, match="T290"):
        structure("c1ccc")
