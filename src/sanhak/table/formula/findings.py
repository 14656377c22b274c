"""The rules about formulas: codes T280–T288, each with its page in its docstring.

Rows are counted from 1, the first row under the header, in the order of the file.
"""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T280", Severity.REFUSE)
class NotAFormula(Finding):
    """A text that should be a formula is none.

    A formula names elements by their symbols, with capitals as in the periodic table (``NaCl``, not ``NACL``), and says
    how many of each: ``Fe0.70Cr0.18Ni0.12``, ``Li7La3Zr2O12``, ``Ca(OH)2``, ``(Mg1/3Nb2/3)``. Also read are hydrates
    (``CuSO4·5H2O``), dopants (``Y2O3:5%Eu``), alloys with a balance (``Fe-18Cr-8Ni``, in per cent by weight), and
    mixtures of compounds (``0.7PbZrO3-0.3PbTiO3``). Charges at the end are left off.

    Words such as a grade or a trade name are not looked up. Write the composition, or let the column be a category.
    """

    says = "{text} is not read as a formula: {because}."
    why = "A formula that is guessed would be another material."
    act = "Write symbols and amounts, as in Li7La3Zr2O12 or Fe-18Cr-8Ni."
    text: str
    because: Text


@rule("T281", Severity.REFUSE)
class UnknownElement(Finding):
    """A formula names an element that is not known.

    Known are the 103 elements from hydrogen to lawrencium; D and T count as hydrogen. Capitals tell elements apart:
    ``Co`` is cobalt, ``CO`` carbon and oxygen.

    Placeholders such as R, RE, M, Ln or X stand for several elements; write the one that was meant.
    """

    says = "In {text}, {symbol} is no known element."
    why = "What an atom is made of cannot be told from a symbol that nobody gave to an element."
    act = "Write the element's symbol, the first letter large and the second small."
    text: str
    symbol: str


@rule("T282", Severity.REFUSE)
class SharesDoNotSum(Finding):
    """The shares of a formula do not sum to the whole that they claim.

    Shares in per cent must sum to 100 and fractions to 1, within one hundredth of the whole: rounding explains that
    much. Where one element has no number it is the balance, and something must be left for it.

    Add the element that was left out, or leave the balance without a number (``Fe-18Cr-8Ni``). If the numbers count
    atoms of a compound and are no shares, write them without per cent.
    """

    says = "The shares in {text} sum to {total}, not to {whole}."
    why = "Something was left out or counted twice, and nobody can tell what."
    act = "Correct the shares, or leave the balance without a number."
    text: str
    total: float
    whole: float


@rule("T283", Severity.REFUSE)
class AmountNotPositive(Finding):
    """A formula holds a negative amount, an amount beyond all numbers, or nothing at all.

    A zero for one element among others is read as what it says: the element is not there. But something must be left.

    A negative amount often comes from a balance that was computed from shares above the whole.
    """

    says = "In {text} an amount is negative, not finite, or nothing is left."
    why = "No material holds less than nothing of an element."
    act = "Correct the amount, or leave the element out."
    text: str


@rule("T284", Severity.REFUSE)
class TwoReadings(Finding):
    """A formula can be read in two ways that are two different materials.

    A full stop between digits is a decimal point and also a poor man's hydrate dot: ``CuSO4.5H2O`` is O4·5H2O or O4.5.
    Two digits before a sign are an amount and a charge, or an amount alone: ``SO42-``.

    Write a hydrate with a raised dot or an asterisk, and a charge with a caret: ``SO4^2-``.
    """

    says = "{text} can be read as {first} or as {second}."
    why = "They are two different materials, and guessing would choose one of them in silence."
    act = "Write the one that was meant: · or * before water, ^ before a charge."
    text: str
    first: str
    second: str


@rule("T285", Severity.REFUSE)
class AmountMissing(Finding):
    """A formula leaves an amount open.

    A letter stands for a number (``La1-xSrxMnO3``, ``YBa2Cu3O7-δ``, ``·nH2O``), elements share a site without saying
    how (``(Ba,Sr)TiO3``), a dopant is named without its amount (``ZnS:Mn``), or more than one element of an alloy
    has no number (``Al-Cu-Mg``).

    Such a formula names a family of materials. A row of the table is one of them: write its numbers.
    """

    says = "{text} leaves an amount open: {missing}."
    why = "A formula with an open amount is a family of materials, of which each has its own value."
    act = "Write the number of each element in this sample."
    text: str
    missing: str


@rule("T286", Severity.WARN)
class UnreadableFormulas(Finding):
    """Rows of a column of formulas hold what cannot be read as one.

    A model that takes the column as an input refuses such a row, because it cannot be described; other columns are not
    concerned. The finding shows the first rows with their texts; the code beside a text names the reason.

    Correct the cells, empty them (a gap is allowed), or exclude the rows. If the column holds labels and no formulas,
    say that it is a category.
    """

    says = "In {column}, {rows:formula cannot|formulas cannot} be read: {examples}."
    why = "A model of this column cannot describe these rows and refuses them."
    act = "Correct or empty these cells, or declare the column a category if it holds labels."
    column: str
    rows: int
    examples: tuple[str, ...]


@rule("T287", Severity.WARN)
class SharesOff(Finding):
    """Most formulas of a column are shares that sum to one whole, and some rows do not.

    If at least four of five compositions of three or more elements sum to 1 or to 100 within five thousandths, the
    column is taken to hold shares. Rows off by more than one hundredth are named. They are read as they stand: what
    counts is the ratio of the amounts.

    An element was probably left out or mistyped. Correct the row, or exclude it.
    """

    says = "In {column} shares sum to {whole}, but not in {rows:row|rows}: {examples}."
    why = "A missing element shifts the share of all others."
    act = "Look these rows up, and correct the shares."
    column: str
    whole: float
    rows: int
    examples: tuple[str, ...]


@rule("T288", Severity.NOTE)
class WrittenInTwoWays(Finding):
    """One composition is written in two ways in a column of formulas.

    ``Fe2O3`` and ``O3Fe2``, ``Ca(OH)2`` and ``CaO2H2``, ``Fe50Ni50`` and ``FeNi``: shares of the atoms agree to six
    decimals. Such rows count as equal inputs: they stay together when rows are held out, and the scatter of
    their outcomes tells the noise of the measurement.

    If they are two materials (isomers, polymorphs, another treatment), add the column that tells them apart.
    """

    says = "In {column}, {sets:composition is|compositions are} written in more than one way: {examples}."
    why = "A model cannot tell them apart, and rows of one composition must not teach and judge at once."
    act = "Nothing needs to be done if they are one material; otherwise add the column that tells them apart."
    column: str
    sets: int
    examples: tuple[str, ...]
