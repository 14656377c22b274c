"""The rules about columns of molecules: what cannot be read, what was taken off, what was measured twice. T290–T299.

Rows are counted from 1, the first row under the header, in the order of the file.
"""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T290", Severity.REFUSE)
class NotAMolecule(Finding):
    """Molecules are to be read that are written in no SMILES.

    A ring is not closed, a bracket is missing, an atom has too many bonds, or the text is a name, a CAS number or an
    InChI. An ending of a polymer's repeat unit is written ``*``.

    Copy the SMILES again from the drawing program, or leave these rows out. T292 names the rows of a table.
    """

    says = "{count:text is|texts are} no molecule: {texts}."
    why = "What cannot be read as a structure can neither teach a model nor be predicted by one."
    act = "Copy the SMILES again from where it was drawn, or leave these rows out."
    count: int
    texts: tuple[str, ...]


@rule("T291", Severity.REFUSE)
class TooManyAtoms(Finding):
    """A molecule is larger than what is described: proteins, nucleic acids, whole polymer chains.

    Atoms other than hydrogen are counted as they are written, before anything is read; salts count too. The descriptors
    were made for molecules of up to about 100 atoms; their costs rise with the square of the atoms and more, and a
    chain of thousands would stop the library.

    Write a polymer as its repeat unit with ``*`` at both ends, a peptide or protein by what varies in it (sequence,
    substituents) in columns of its own, or leave the row out.
    """

    says = "{text} has {atoms} atoms; molecules of up to {limit} atoms and {longest} characters are described."
    why = "Descriptors of molecules say little about so large a one, and cost more than all other rows together."
    act = "Write a polymer as its repeat unit with * at both ends, or leave the row out."
    text: str
    atoms: int
    limit: int
    longest: int


@rule("T292", Severity.WARN)
class RowsWithoutMolecule(Finding):
    """A column of molecules holds texts that cannot be read as molecules, or that are too large.

    A text is too large with more than 500 atoms or 2,500 characters. All others are written in no SMILES: a ring is not
    closed, a bracket is missing, an atom has too many bonds.

    Mend these rows or leave them out: a model that has the column among its inputs refuses them (T290, T291).
    """

    says = "{column}: {count:row holds|rows hold} no molecule that can be used, at row {rows}: {texts}."
    why = "A model that learns from this column refuses these rows."
    act = "Copy these SMILES again from where they were drawn, or leave the rows out."
    column: str
    count: int
    rows: tuple[int, ...]
    texts: tuple[str, ...]


@rule("T293", Severity.NOTE)
class ParentTaken(Finding):
    """Salts and solvates were found among the molecules; each is taken as its parent.

    Acids and bases that make salts, metals of the first two groups, and solvents are taken off, and charges that a
    proton more or less takes off are taken off too. So a drug and its hydrochloride are one molecule. If a cell holds
    nothing but salt formers (sodium acetate), the one with carbon that is largest stays.

    Nothing needs to be done where the parent is what the property belongs to. If the counter-ion matters (solubility of
    a salt, a catalyst's metal), give it in a column of its own.
    """

    says = "{column}: {count:row is a salt or solvate|rows are salts or solvates}; the parent is taken, {example}."
    why = "A salt and its free form share the structure that the property belongs to, and are one molecule."
    act = "Nothing needs to be done; if the counter-ion matters, give it in a column of its own."
    column: str
    count: int
    example: str


@rule("T294", Severity.WARN)
class SeveralLargeParts(Finding):
    """A cell holds several large molecules, none of which is a usual salt former or solvent.

    A part is large with at least six atoms other than hydrogen and at least half as many as the largest part. It may be
    a combination of two drugs, a co-crystal, a reaction's product beside its catalyst, or an unusual salt.

    The finding says which part is taken if nothing is done: the one with most atoms. Leave the rows out, or write the
    molecule that was meant.
    """

    says = (
        "{column}: {count:row holds|rows hold} several large molecules, at row {rows}; in the first, {taken} would be"
        " taken and {others} left out."
    )
    why = "The value was measured on all parts together, and the model would lay it to one of them."
    act = "Leave these rows out, or write in each the molecule that was meant."
    column: str
    count: int
    rows: tuple[int, ...]
    taken: str
    others: tuple[str, ...]


@rule("T295", Severity.NOTE)
class NoCarbon(Finding):
    """Molecules without a single carbon atom were found.

    Water, acids and salts without carbon can be read and are described, but the descriptors (partition between water
    and octanol, surfaces, partial charges) were fitted to organic molecules.

    Compositions are better given as formulas: a column of formulas is described by its elements.
    """

    says = "{column}: {count:molecule has|molecules have} no carbon, at row {rows}."
    why = "Descriptors of molecules were fitted to organic ones and say little about others."
    act = "Leave these rows out, or give inorganic substances as formulas in a column of their own."
    column: str
    count: int
    rows: tuple[int, ...]


@rule("T296", Severity.WARN)
class ConflictingValues(Finding):
    """The same molecule was measured more than once, and the values differ.

    Texts are the same molecule if their parents are, stereochemistry included; rows must agree in all other inputs too.
    The scatter is the pooled standard deviation within the sets (for labels, the share of rows that contradict the most
    frequent one), which is the least error
    that any model can have on such data.

    Rows are not merged in silence: they stay together on one side of the split. Look at the furthest pair: a wrong
    unit, another salt, another laboratory or a typing error are the usual reasons.
    """

    says = (
        "{outcome}: {sets:molecule was|molecules were} measured more than once with different values ({rows:row|rows});"
        " {scatter}. The furthest: {example}, at row {furthest}."
    )
    why = "No model can err less than the same molecule differs from itself."
    act = "Look at the furthest pair first; mend what is wrong, or leave the others in as the noise that they are."
    outcome: str
    sets: int
    rows: int
    scatter: Text
    example: str
    furthest: tuple[int, ...]


@rule("T297", Severity.NOTE)
class SameButForStereo(Finding):
    """Molecules were found that differ in stereochemistry only, or in whether it was drawn.

    The descriptors and the counts of groups of atoms do not see the difference between mirror images, so that a model
    takes such molecules as one. That is right where the stereochemistry was not always drawn, and a limit where it
    makes the difference.

    Nothing needs to be done if their values agree. If they do not, give the stereochemistry in a column of its own.
    """

    says = "{column}: {rows:row is|rows are} alike but for stereochemistry, in {sets:set|sets}: {examples}."
    why = "A model by structure takes them as one molecule, whatever their values."
    act = "Nothing needs to be done if their values agree; otherwise give the stereochemistry in a column of its own."
    column: str
    rows: int
    sets: int
    examples: tuple[str, ...]


@rule("T298", Severity.WARN)
class AlreadyMeasured(Finding):
    """Candidates or rows held back for a test are molecules that stand in the table from which the model learns.

    Two texts are the same molecule if their parents are, whatever the salt and the way of writing. For a test this
    flatters the model; for a screening it is a molecule whose value is known already.

    Leave them out of the test. In a screening use the measured value instead of the predicted one.
    """

    says = "{count:candidate is|candidates are} in the table already: {examples}."
    why = "A model is not tested by what it was taught, and what was measured need not be predicted."
    act = "Leave them out of a test; in a screening use the measured value."
    count: int
    examples: tuple[str, ...]


@rule("T299", Severity.WARN)
class NotARepeatUnit(Finding):
    """Molecules with an open end ``*`` were found that are no repeat unit of a chain.

    A repeat unit has two ends, each at a single bond. One end is a substituent, three or more a network or a scaffold
    with places to fill; both can be described, with carbon in place of ``*``, but what they stand for is not known.

    Write a repeat unit with two ``*``, and anything else as a whole molecule.
    """

    says = "{column}: {count:row has|rows have} open ends * that do not make a chain, at row {rows}."
    why = "What stands at an open end is not known; it is described as carbon."
    act = "Write a polymer's repeat unit with two *, anything else as a whole molecule."
    column: str
    count: int
    rows: tuple[int, ...]
