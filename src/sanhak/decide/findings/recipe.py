"""The rules on the recipe of a campaign: amounts, what is hard to weigh, hazards, and what is in the cupboard."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D042", Severity.REFUSE)
class AmountNotRead(Finding):
    """An amount in the recipe or the stock cannot be read.

    Equivalents are a number of zero or more, a share such as ``10 mol%``, or the name of a factor whose unit is
    equivalents, mol% or none. A stock is a number (g of what is weighed, mL of what is measured by volume) or a mass
    or volume with its unit, such as ``500 mg``.

    Correct the amount. If it was meant as the name of a factor, write it as it stands among the factors.
    """

    says = "The amount {given} of {name} cannot be read."
    why = "What is weighed follows from it, so it is not guessed."
    act = "Write it as in: {known}."
    name: str
    given: str
    known: Text


@rule("D043", Severity.WARN)
class TooLittle(Finding):
    """A run takes so little of a substance that it cannot be weighed or measured well.

    Less than ten steps of the instrument is too little: 1 mg on a balance that reads 0.1 mg, 10 µL on a pipette that
    gives whole µL. Rounding alone would then change the amount by 5 % and more.

    Make the stock solution that the finding names: it is enough for these runs and one more, and holds at least 5 mg.
    Take as much less solvent. Where the runs have different solvents, make it in the one of each run, or in one that
    disturbs none of them. A larger scale helps as well.
    """

    says = "Runs {runs} take {least} of {substance}: too little to weigh or measure well."
    why = "Rounding to what the instrument shows would change the amount by 5 % or more."
    act = (
        "Dissolve {mass} of {substance} in {volume} of solvent and give {share} of it for each {least}; "
        "take as much less solvent."
    )
    substance: str
    runs: tuple[int, ...]
    least: Amount
    mass: Amount
    volume: Amount
    share: Amount


@rule("D044", Severity.WARN)
class NotWeighedSo(Finding):
    """A substance cannot be taken from the bottle as the sheet would have it.

    Its molar mass is not known; or it is a gas at room temperature, which is used as a solution or from a cylinder; or
    it is a liquid whose density is not known, so that only its mass is given.

    Give an own substance its structure; order a gas as a solution and work out its volume from what the label says;
    weigh the liquid.
    """

    says = "{substance}: {because}."
    why = "The amount on the sheet is that of the pure substance, and may not be what is taken from the bottle."
    act = "Take it as a solution by what its label says, weigh it, or give its structure, whichever fits."
    substance: str
    because: Text


@rule("D045", Severity.NOTE)
class CareNeeded(Finding):
    """Substances of the batch are dangerous in a way that is easily forgotten.

    Named are those that are toxic or fatal, cause cancer, harm genes or the unborn child, cause allergy when breathed
    in, burn skin at once, catch fire in air, react with water, or decompose or explode. The table of what the batch
    needs names the other classes too. They are those that suppliers commonly state (Globally Harmonized System): a
    reminder, no safety data sheet. No class may also mean that none is known to this table.

    Read the safety data sheets before the batch.
    """

    says = "{substances:substance|substances} of this batch need special care: {named}."
    why = "A batch brings together what nobody may have handled on the same bench before."
    act = "Read their safety data sheets first; this is a reminder and replaces none."
    substances: int
    named: tuple[Text, ...]


@rule("D046", Severity.REFUSE)
class StockTooSmall(Finding):
    """The stock of a substance is not enough for a single run.

    Every run takes this substance (or each level of this factor is out), and even the run that takes least takes more
    than is left. So no batch can be proposed.

    Order more, make the scale smaller, or correct the stock: a number is g of what is weighed and mL of what is
    measured by volume.
    """

    says = "The stock of {name} ({stock}) is not enough for one run, which takes {least} at least."
    why = "A batch that cannot be weighed in is no proposal."
    act = "Order more, make the scale smaller, or correct the stock."
    name: str
    stock: Amount
    least: Amount


@rule("D047", Severity.WARN)
class LevelsOut(Finding):
    """Levels of a factor are not proposed, since their stock is not enough for one run.

    The campaign goes on with the others. What these levels might have brought stays unknown.

    Order more if they are promising, or take them out of the factor.
    """

    says = "{levels} of {factor} cannot be run: the stock is not enough for one run."
    why = "A level that is out of stock might have been the best."
    act = "Order more, or take them out of the factor."
    factor: str
    levels: tuple[str, ...]
