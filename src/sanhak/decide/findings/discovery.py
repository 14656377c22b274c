"""The rules on new formulas: what the question's own rules leave to make, and what a rehearsal says of the search."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("D130", Severity.REFUSE)
class RuleNamesNoElement(Finding):
    """A rule on elements names something that is no element.

    Elements are named by their symbols, as in *Fe* or *Cl*: a capital letter, then a small one where there are two. A
    name in words, a group such as *RE* for the rare earths, or a compound cannot be checked against a formula.

    Write the symbols, each by itself.
    """

    says = "{given} in {where} is no symbol of an element."
    why = "A rule that names no element would be kept by every formula, and so would protect from nothing."
    act = "Write symbols as in Fe, Ni or Cl; a group of elements is written out."
    given: str
    where: Text


@rule("D131", Severity.REFUSE)
class RuleReversed(Finding):
    """The limits of a share or of the target contradict themselves.

    A lower limit above its upper one leaves nothing between them, and a share of a whole lies between 0 and 1: *18 %*
    is written 0.18.

    Exchange the two numbers, or write shares as fractions of 1.
    """

    says = "The limits of {what} leave nothing: {lower} to {upper}."
    why = "Between reversed limits there is no value, and a share below 0 or above 1 does not exist."
    act = "Exchange the two numbers, leave one side open, or write shares as fractions of 1 (0.18 for 18 %)."
    what: str
    lower: float | Text
    upper: float | Text


@rule("D132", Severity.REFUSE)
class RulesLeaveNothing(Finding):
    """Of all formulas that were made from the measured ones, none keeps the rules.

    New formulas are made from the best records: shares are moved or mixed, or elements are replaced by like ones. Each
    is judged by every rule of the question, and the rule that most of them break is named. Where a rule is strict and
    the records are far from it, the formulas that keep it cannot be reached from them.

    Loosen the rule that is named, allow more elements, make more candidates, or give a table of candidates.
    """

    says = "None of {made:formula|formulas} keeps the rules; most break the one on {rule}."
    why = "What is proposed has to keep every rule, and from these records nothing was reached that does."
    act = "Loosen this rule, allow more elements, choose the other way of making formulas, or give candidates."
    made: int
    rule: Text


@rule("D133", Severity.WARN)
class RecordsBreakRules(Finding):
    """No measured row keeps the rules of the question.

    The rows still teach how composition and property belong together, and new formulas are made from them. But every
    proposal is then unlike what was measured in just that respect which the rules are about: a model that has never
    seen a steel without cobalt knows little of steels without cobalt.

    Trust the intervals less than usual, and measure a few of the proposals before relying on the order of the others.
    """

    says = "None of the {rows:measured row|measured rows} keeps the rules; most break the one on {rule}."
    why = "All that is proposed then differs from all that was measured in what the rules are about."
    act = "Measure a few proposals first, and ask again with their results."
    rows: int
    rule: Text


@rule("D134", Severity.REFUSE)
class NothingNew(Finding):
    """Everything that the rules allow is known already.

    The space of formulas that could be made is so small that each of them, or one so near to it that it counts as the
    same, stands in the table with a measured value.

    Allow more elements or wider shares, ask for less novelty, or choose another way of making formulas.
    """

    says = "All {made:formula|formulas} that keep the rules are measured already, or nearer than {novelty} to a record."
    why = "Making again what was measured brings no new material."
    act = "Allow more elements or wider shares, ask for less novelty, or choose the other way of making formulas."
    made: int
    novelty: float


@rule("D135", Severity.REFUSE)
class NothingMeasured(Finding):
    """No row of the table has both a formula and a measured value.

    New formulas are proposed for what measured ones have shown. Without any, one formula is as good as another, and
    that is a matter of design or of literature, not of learning.

    Name the column that holds the measurements, or measure a first handful of different formulas.
    """

    says = "No row has both {formula} and a measured {outcome}."
    why = "What a new formula would show can only be learnt from formulas that were measured."
    act = "Name the column with the measurements, or measure a first handful of different formulas."
    formula: str
    outcome: str


@rule("D136", Severity.WARN)
class FewerThanAsked(Finding):
    """Fewer new formulas are proposed than were asked for.

    Each proposal keeps the rules, is new, and differs from the others of the batch as measured rows usually do from
    their neighbours. In a small space not as many are left.

    Make these, or loosen rules, or make more candidates.
    """

    says = "Only {found:formula is|formulas are} proposed where {asked} were asked for."
    why = "No further one keeps the rules, is new, and differs enough from those that are proposed."
    act = "Make these, or loosen the rules."
    found: int
    asked: int


@rule("D137", Severity.WARN)
class BestRecordStays(Finding):
    """No proposal is expected to be better than the best record.

    The formulas are proposed for what they may reach, not for what they are expected to reach: the model takes the best
    record for partly lucky, as the best of many always is, and expects less of anything like it. What is told here is
    that a gain is possible, and not the rule.

    Make the batch if a gain is worth several attempts. Otherwise stay with the best record, and repeat its measurement
    before building on it.
    """

    says = (
        "None of the proposals is expected to beat {name} with {best}; the best chance of one to do so is {chance:%}."
    )
    why = "The best of many records is partly luck, so that less is expected of whatever resembles it."
    act = "Make the batch only if a gain is worth several attempts, and repeat the measurement of the best record."
    name: str
    best: Amount
    chance: float


@rule("D138", Severity.NOTE)
class TooFewToRehearse(Finding):
    """The table is too short for a rehearsal.

    A rehearsal hides the measured values, starts from five random rows and counts how many it needs to find the best.
    Among a handful of rows any order finds it soon, and the comparison says nothing.

    Nothing needs to be done. With more rows the answer will tell how soon your best would have been found.
    """

    says = "With {rows:different row|different rows} no rehearsal was held; it takes {needed}."
    why = "Among a handful of rows every order finds the best one soon."
    act = "Nothing needs to be done; with more rows the answer tells how soon your best would have been found."
    rows: int
    needed: int


@rule("D139", Severity.WARN)
class NotSoonerThanRandom(Finding):
    """On your own rows this way of choosing found the best no sooner than a random order.

    A rehearsal hides the measured values and chooses row after row by what the ones before have taught. Where it is no
    better than chance, composition and the further inputs tell little of the property in this table, or its best row is
    an exception that nothing announces.

    Look for an input that is missing (how it was made, who measured), and check the best record.
    """

    says = (
        "Rehearsed on your own rows, choosing by what was learnt took {needed} experiments in the median;"
        " a random order takes {random}."
    )
    why = "The inputs then tell little of the property, or the best row is an exception."
    act = "Add inputs that are missing, such as how it was made, and check the best record."
    needed: Text
    random: int


@rule("D140", Severity.REFUSE)
class SharesDoNotFit(Finding):
    """The limits on shares cannot be kept together.

    Shares of a whole sum to 1. If the lower limits sum to more, or if every allowed element has an upper limit and
    these sum to less, there is no formula; the same where an element is needed that is not allowed.

    Lower the lower limits, raise an upper one, or allow an element that fills up the rest.
    """

    says = "The limits on shares leave nothing: {least} is needed at least, {most} is allowed at most."
    why = "The shares of a formula sum to 1, and each element in them has to be allowed."
    act = "Lower the lower limits, raise an upper one, or allow an element that fills up the rest."
    least: float
    most: float


@rule("D141", Severity.NOTE)
class PricesAreOld(Finding):
    """Prices are those of pure elements, as read between 2013 and 2020.

    They serve to keep scandium out of a structural alloy. They are no quotation: prices of elements move by factors
    within years, industry buys oxides and master alloys rather than pure elements, and some prices are those of small
    amounts in a laboratory catalogue (gases, alkali metals and phosphorus are far dearer in it than by the tonne).

    For a decision about cost, put your own prices into a column of a table of candidates.
    """

    says = "Prices per kilogram are those of pure elements, read in {years}."
    why = "They keep very dear elements out; what you pay for raw materials is another matter."
    act = "Judge cost with your own purchase prices before you decide."
    years: str


@rule("D142", Severity.REFUSE)
class NoCandidatesGiven(Finding):
    """Candidates were to be taken from a table, and there is none.

    With *only candidates that are given* nothing is made up: the formulas come from a second table, or from the rows of
    the first that have no measured value.

    Give a table of candidates, or let new formulas be made from the measured ones.
    """

    says = "No candidates were given: there is no second table, and every row of the first has a measured {outcome}."
    why = "Only given candidates were to be weighed, and there are none."
    act = "Give a table of candidates, or let formulas be made by moving shares or replacing elements."
    outcome: str


@rule("D143", Severity.REFUSE)
class LabelNotNamed(Finding):
    """The property is a label, and it was not said which label is wanted.

    For a number more or less of it is better. For labels such as *glass* and *crystal* somebody has to say which one is
    looked for.

    Name the label that is wanted.
    """

    says = "{outcome} holds labels ({labels}), and none of them is named as wanted."
    why = "Without a wanted label no formula is better than another."
    act = "Name one of them as the wanted label."
    outcome: str
    labels: tuple[str, ...]


@rule("D144", Severity.WARN)
class SimpleRuleWins(Finding):
    """More is expected of the simple rule than of any proposal.

    The simple rule mixes the two best records half and half. Proposals are chosen for what they may reach; what is
    expected of them may be less, and then the safe step between two good records is the better one on average. Often
    the mixture breaks a rule that the proposals keep, or is not new enough.

    Make the mixture as well, if it may be made.
    """

    says = (
        "Of the two best records mixed half and half, {name}, more is expected than of any proposal: {expected}, with a"
        " chance of {chance:%} to beat the best record."
    )
    why = (
        "Proposals are chosen for what they may reach; a safe step between two good records may bring more on average."
    )
    act = "Make the mixture as well, if it keeps your rules."
    name: str
    expected: Amount
    chance: float


@rule("D145", Severity.REFUSE)
class ShareNotRead(Finding):
    """A limit on a share is written in a way that is not read.

    Limits are comparisons of one element with numbers: `0.62 <= Fe <= 0.9`, `C <= 0.004`, `Ni >= 0.1`. Sums of
    elements, percentages with their sign and names in words are not read.

    Write one line for each element.
    """

    says = "{line} is not read as a limit on the share of an element."
    why = "A limit that is not understood could not be kept."
    act = "Write one line for each element, as in 0.62 <= Fe <= 0.9 or C <= 0.004."
    line: str


@rule("D146", Severity.REFUSE)
class NothingWithin(Finding):
    """Everything that could be made is unlike anything measured.

    The question asks to stay with what is known. Every formula that keeps the rules lies where the model was never
    tested: its interval there is a guess.

    Let such formulas be proposed and marked, loosen the rules towards the records, or ask for less novelty.
    """

    says = "Each of {made:formula|formulas} that could be made is unlike anything measured."
    why = "You asked to stay with what is known, and nothing new that keeps the rules lies there."
    act = "Let such formulas be proposed and marked, or loosen the rules towards the records."
    made: int
