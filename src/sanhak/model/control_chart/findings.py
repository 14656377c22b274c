"""The rules about control charts and capability: M220–M233 and M280–M284, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Amount, Text


@rule("M220", Severity.REFUSE)
class NothingToChart(Finding):
    """No characteristic has two different values: there is nothing that a chart could show.

    Gaps and words are no values. A column whose numbers were read as words has no values either.

    Look at the columns with ``sanhak look``, and name those that hold measurements.
    """

    says = "None of {characteristics} has two different values."
    why = "Limits come from the scatter of at least two values."
    act = "Name columns that hold measurements, or correct their kind."
    characteristics: tuple[str | Text, ...]


@rule("M221", Severity.WARN)
class FewPoints(Finding):
    """Limits rest on fewer than 20 points.

    Limits from few points are themselves uncertain: from ten single values the deviation is known to about a quarter.
    ISO 7870-2 asks for 20 to 25 subgroups.

    Use the chart as a first look, and take the limits again from 20 points on.
    """

    says = "Fewer than {least} points stand behind the limits of {names}."
    why = "Their false alarms may be several times as frequent as told, or their shifts stay unseen."
    act = "Take the limits again when there are {least} points."
    least: int
    names: tuple[str | Text, ...]


@rule("M222", Severity.WARN)
class LeftOut(Finding):
    """A characteristic of a product has fewer than two values, or only one value throughout, and is left out.

    A value that never changes was probably not measured, or the gauge is too coarse for it.

    Look at how it was recorded.
    """

    says = "Left out for fewer than two different values: {names}."
    why = "Without scatter there are no limits."
    act = "Look at how these were recorded."
    names: tuple[str | Text, ...]


@rule("M223", Severity.WARN)
class TooCoarse(Finding):
    """A measurement shows only a few different values: the gauge is coarser than the process scatters.

    With fewer than five steps within the range of the values, ranges are zero too often and limits too tight (D. J.
    Wheeler and D. S. Chambers, Understanding Statistical Process Control).

    Record more digits, or measure with a finer gauge. Where it is a count, name it as one.
    """

    says = "{names} show fewer than {least} different values."
    why = "Steps of the gauge, not the process, then decide on ranges and limits."
    act = "Record more digits, or name the column as a count if it is one."
    names: tuple[str | Text, ...]
    least: int


@rule("M224", Severity.WARN)
class UnequalSubgroups(Finding):
    """Subgroups have different numbers of values.

    The deviation is then pooled over all subgroups, and the limits of each follow its number: they are steps, not
    lines.

    This is right as it stands. If a subgroup should have been whole, look for its missing values.
    """

    says = "The subgroups of {names} have different numbers of values."
    why = "Their limits differ from point to point."
    act = "Look for missing values if the subgroups should be alike."
    names: tuple[str | Text, ...]


@rule("M225", Severity.REFUSE)
class SubgroupsOfOne(Finding):
    """A chart of subgroup means was asked for, and every subgroup has one value only.

    Name the column that tells which values were taken together, or their number; or let the chart be chosen.

    Single values taken one by one have a chart of their own, with moving ranges.
    """

    says = "A chart of means was asked for, but each subgroup of {name} has one value only."
    why = "One value has no spread within its subgroup."
    act = "Name the subgroups or their size, or let the chart be chosen."
    name: str | Text


@rule("M226", Severity.REFUSE)
class NotACount(Finding):
    """A column that was named as a count holds negative numbers or fractions.

    Units that do not conform and defects are counted: 0, 1, 2. A share has to be turned back into its count.

    Correct the values, or name the column as a measurement.
    """

    says = (
        "{column} was named as a count, but {count:value is|values are} negative or no whole number, first {example}."
    )
    why = "Limits of counts follow from what can be counted."
    act = "Correct the values, or name the column as a measurement."
    column: str
    count: int
    example: float


@rule("M227", Severity.REFUSE)
class NoSampleSize(Finding):
    """Sample sizes are missing, zero or negative.

    A share has no limits without the number that was inspected.

    Fill the column of sizes in, or take these rows out.
    """

    says = "{count:row has|rows have} no sample size above zero in {column}."
    why = "Without the number inspected, a count tells nothing."
    act = "Fill {column} in, or take these rows out in the preparation."
    column: str
    count: int


@rule("M228", Severity.REFUSE)
class MoreThanInspected(Finding):
    """More units do not conform than were inspected.

    Probably defects were counted, several of which a unit may have, or the column of sizes is another one.

    Name the column among the defects, or correct the sizes.
    """

    says = "In {count:row|rows} more units of {column} do not conform than were inspected."
    why = "A share cannot exceed one."
    act = "Name {column} among the defects, or correct the sample sizes."
    column: str
    count: int


@rule("M229", Severity.WARN)
class NotStable(Finding):
    """A chart shows more signals than chance would make, or its level stepped, in the period that gives the limits.

    The points stay in: taking them out is a decision that needs their cause. Limits from a period with special causes
    are too wide, and see less. What is told of parts outside then describes the past, not what the process can do.

    Find the causes; then take the limits from a period without them.
    """

    says = "{count:chart is|charts are} not stable: {names}."
    why = "Their indices describe the past (performance); they are no capability and promise nothing."
    act = "Find the causes, then take the limits from a period without them."
    count: int
    names: tuple[str | Text, ...]


@rule("M230", Severity.WARN)
class PointsFollow(Finding):
    """Points follow one another: each resembles the one before it.

    Found by the test of Ljung and Box together with the correlation of neighbours, after a step of the level was taken
    out. Limits from moving ranges would then be too tight and false alarms frequent; the chart shows what each point
    brings that the one before it did not tell (residuals of a first-order model).

    Sample less often, or keep the chart of residuals. The interval of the capability is widened for it.
    """

    says = "The points of {names} follow one another; residuals are charted."
    why = "Limits that take points as independent would alarm far too often."
    act = "Read these charts as changes against the point before; sample less often if that is too much."
    names: tuple[str | Text, ...]


@rule("M231", Severity.NOTE)
class NotNormal(Finding):
    """Values are not normal, so percentiles of a skewed distribution take the place of six deviations.

    Asked by Anderson and Darling's test at 0.5 %. The distribution is the three-parameter lognormal by L-moments; the
    index is that of ISO 22514-4. Cp, Cpk and Cpm are left out: they presume normal values.

    Nothing needs to be done. Where a physical end exists (0 for roundness), skewness is natural.
    """

    says = "The values of {names} are skewed; their indices use percentiles (ISO 22514-4)."
    why = "With a normal distribution the share outside would be told wrongly."
    act = "Read Pp and Ppk; Cp and Cpk are left out there."
    names: tuple[str | Text, ...]


@rule("M232", Severity.WARN)
class NoDistributionFits(Finding):
    """Neither a normal nor a skewed distribution fits the values.

    Often two populations are mixed: two machines, cavities, shifts or lots. Heavy tails and rounding do it too.

    Separate the populations by a column of products, machines or cavities.
    """

    says = "No distribution fits the values of {names}."
    why = "The share expected outside is extrapolated from a distribution, and may be far off."
    act = "Separate machines, cavities or lots, and compare the share that was really outside."
    names: tuple[str | Text, ...]


@rule("M233", Severity.NOTE)
class FalseAlarms(Finding):
    """How many signals chance alone would give on all charts together.

    Each rule has its own rate: a point beyond three deviations comes once in 370 points, nine on one side once in 512,
    six rising or falling once in 420, fourteen up and down by turns once in 602. More rules see more, and alarm more.

    Read single signals of many charts with that in mind; a chart is called unstable only where there are too many.
    """

    says = "{points:point|points} on {charts:chart|charts} were judged by rules {rules}; chance gives about {chance}."
    why = "{seen} were seen; single ones among them are expected."
    act = "Look first at the charts that are called unstable."
    points: int
    charts: int
    rules: str
    chance: Amount
    seen: int


@rule("M280", Severity.REFUSE)
class LimitNotFinite(Finding):
    """A limit or a target of the question is no finite number.

    Where nothing is limited, the end is left open. A calculation that failed leaves *nan* behind, and a chart with it
    would keep no limit at all.

    State a number, or leave that end empty.
    """

    says = "A limit or the target of {characteristic} is no number."
    why = "Nothing could be said to be inside or outside of it."
    act = "State a number, or leave that end empty."
    characteristic: str


@rule("M281", Severity.WARN)
class LimitsUnused(Finding):
    """The question states limits or targets for what is not charted as a measurement.

    The name may be misspelt, the column may not be among the characteristics, or it is a count: counts are judged by
    their own scatter, and have no limits of a drawing.

    Correct the name, or add it to the characteristics.
    """

    says = "Limits or targets were stated for {names}, and no measurement of that name is charted: they are not used."
    why = "Whoever stated them expects them to be kept, and nothing here watches that."
    act = "Correct the names, or name these among the characteristics."
    names: tuple[str, ...]


@rule("M282", Severity.REFUSE)
class NamedForTwo(Finding):
    """One column is named for two things that exclude each other.

    A column holds measurements, or units that do not conform, or defects, or sample sizes, or it names the product or
    the subgroup.

    Name it once.
    """

    says = "{column} is named for two things: “{first}” and “{second}”."
    why = "A column cannot be both, and which one is meant would be a guess."
    act = "Name {column} once."
    column: str
    first: Text
    second: Text


@rule("M283", Severity.REFUSE)
class BeyondReckoning(Finding):
    """A column holds a number that is so large, or scatters by so little, that its square is none any more.

    Such a number is a mistyped one, an overflow of an instrument, or a placeholder for a missing value.

    Take the row out in the preparation, or convert the column to a unit in which it is of a usual size.
    """

    says = "{column} holds {value}: deviations of numbers as large or as small as that cannot be reckoned."
    why = "One such number would decide the limits of the whole chart."
    act = "Take such rows out in the preparation, or convert {column} to another unit."
    column: str
    value: float


@rule("M284", Severity.WARN)
class TimeMissing(Finding):
    """Some rows have no time, and stand behind all others on their charts.

    Limits of single values, runs and steps depend on the order in which parts were made.

    Fill the time in, or take these rows out in the preparation.
    """

    says = "{count:row has|rows have} no time in {column} and stand last on the charts."
    why = "Where they really belong, a run or a step may begin; at the end they may make one."
    act = "Fill {column} in, or take these rows out in the preparation."
    count: int
    column: str
