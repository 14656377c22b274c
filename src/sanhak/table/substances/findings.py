"""The rules about substances: names, numbers, structures, and the tables of a user's own. Codes T260–T269."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T260", Severity.REFUSE)
class ChemistryMissing(Finding):
    """A chemical structure must be read, and the optional package that reads structures is not installed.

    Names in English and Korean, abbreviations, CAS numbers and formulas of the shipped table are found without it. A
    SMILES that is written in another way than in the table, and descriptors, need RDKit.

    Install it with the command that the finding prints, or name the substance instead.
    """

    says = "{text} is to be read as a chemical structure, which needs the package rdkit; it is not installed."
    why = "A structure can be written in many ways, and only a chemistry library tells which of them are the same."
    act = "Install it with: {command}"
    text: str
    command: str


@rule("T261", Severity.REFUSE)
class UnknownSubstances(Finding):
    """Substances were named that are neither in the shipped table nor among the user's own.

    Names are compared by their letters and digits, so case, blanks, hyphens, dots and brackets do not count. A name
    that is only similar is never taken for another one: XPhos and SPhos differ by one letter.

    Correct the name, or give the substance once with its SMILES (and its molar mass and density if it is to be weighed
    or measured out). Own substances are kept in a file of the same columns as the shipped table.
    """

    says = "{count:substance is|substances are} not known: {names}."
    why = "Without a structure a substance cannot be compared with the others, and without a molar mass not be weighed."
    act = "Correct the name, or give its SMILES once, and molar mass and density if it is to be weighed."
    count: int
    names: tuple[Text, ...]


@rule("T262", Severity.REFUSE)
class AmbiguousSubstance(Finding):
    """A name, formula or SMILES fits more than one substance.

    ``cocl2`` in small letters is cobalt chloride or oxalyl chloride, ``C3H8O`` is 1-propanol or 2-propanol, and a
    SMILES without its stereochemistry may fit several isomers. What was meant is not guessed.

    Write one of the names that the finding prints, or the CAS number.
    """

    says = "{name} fits more than one substance: {candidates}."
    why = "Taking the wrong one would put its properties into the model and its name on the bench."
    act = "Write one of these names, or the CAS number."
    name: str
    candidates: tuple[str, ...]


@rule("T263", Severity.REFUSE)
class NotASmiles(Finding):
    """A SMILES was given that cannot be read as a structure.

    A ring is not closed, a bracket is missing, an atom has too many bonds, or the text is a name and no SMILES. Salts
    are written as ions with a dot between them: ``[K+].CC(=O)[O-]`` is potassium acetate. Texts of more than 1,000
    characters are not read.

    Copy the SMILES again from the drawing program or from the supplier's page.
    """

    says = "The SMILES {smiles} of {name} cannot be read."
    why = "A substance whose structure is unknown cannot be compared with others."
    act = "Check rings, brackets and charges, or copy the SMILES again from where it was drawn."
    name: str
    smiles: str


@rule("T264", Severity.REFUSE)
class WrongCheckDigit(Finding):
    """A CAS number was given whose last digit does not follow from the others.

    The last digit checks the others: counted from the right and weighed 1, 2, 3 …, they sum to it modulo 10. Most slips
    are found by it, two neighbouring digits that changed places always. The digit that would fit is printed, but any
    other digit may be the wrong one.

    Copy the number again from the label or the safety data sheet. A spreadsheet may have turned it into a date.
    """

    says = "{cas} is not a CAS number: after these digits the last one would be {digit}."
    why = "A wrong number may name another substance, with other hazards."
    act = "Copy the number again from the label or the safety data sheet."
    cas: str
    digit: int


@rule("T265", Severity.REFUSE)
class MassContradicts(Finding):
    """The molar mass stated for a substance is not that of its structure.

    They may differ by 0.1 g/mol, or by one part in a thousand for large molecules, which is what rounding of atomic
    masses explains. A larger difference is most often a salt or a hydrate whose structure was given without its
    counter-ion or water.

    Give the structure of what is weighed, counter-ion and crystal water included, or leave the molar mass out.
    """

    says = "{name}: a molar mass of {given} g/mol was stated, but its structure has {computed} g/mol."
    why = "Every amount that is weighed by this number would be wrong by the same share."
    act = "Give the structure of what is weighed, water and counter-ion included, or leave the molar mass out."
    name: str
    given: float
    computed: float


@rule("T266", Severity.REFUSE)
class OwnTableNotRead(Finding):
    """The file with a user's own substances cannot be read as such a table.

    It is a CSV with one row a substance. Only the column ``name`` is required; the others are those of the shipped
    table: korean, synonyms, cas, roles, smiles, formula, molar_mass (g/mol), density (g/mL), boiling_point (°C),
    melting_point (°C), hazards, sources. Several synonyms, roles, hazards or sources stand in one cell, with semicolons
    between them.

    Mend what the finding names; a file that this program wrote shows the form.
    """

    says = "The own substances in {path} cannot be read: {because}."
    why = "A column that is not understood would be lost without a word."
    act = "Use the columns of the shipped table; only name is required."
    path: str
    because: Text | str


@rule("T267", Severity.REFUSE)
class NotAPhysicalValue(Finding):
    """A cell of the user's own substances is no number, or a number that no substance has.

    A molar mass and a density are above zero, a density below 25 g/mL, a temperature above absolute zero and below
    10 000 °C. Decimal commas are not understood in a file that separates its columns by commas.

    Write the number in the unit of the column, or leave the cell empty: an unknown value is no harm, a guess is.
    """

    says = "{name}: {column} is {value}, which is no value in {unit}."
    why = "Amounts on the bench are worked out from these numbers."
    act = "Write the number in {unit}, or leave the cell empty."
    name: str
    column: str
    value: str
    unit: str


@rule("T268", Severity.REFUSE)
class OwnTableNotWritten(Finding):
    """The file with a user's own substances could not be written.

    It is written beside its place and then moved there, so an earlier file is still whole.

    Choose another place, or make room.
    """

    says = "The own substances cannot be written to {path}: {because}."
    why = "Substances that are not kept must be given again."
    act = "Choose another place, or make room, and write again."
    path: str
    because: str


@rule("T269", Severity.REFUSE)
class NoStructure(Finding):
    """Descriptors were asked for substances whose structure is not known.

    Descriptors are worked out from the structure alone. A mixture or a polymer has none.

    Give the SMILES of each of them; for a mixture that of its main component, or take the names as they are, without
    descriptors.
    """

    says = "No structure is known for {names}."
    why = "What has no structure cannot be compared by structure."
    act = "Give a SMILES for each of them, or take them as mere names."
    names: tuple[str, ...]
