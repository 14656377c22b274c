"""The case of the monitor tells the truth about its circuit, and its study asks for the days that were normal."""

from datetime import datetime

from sanhak.areas.manufacturing.monitor_case import circuit, circuit_study
from sanhak.plants.exchanger import START, record


def test_the_faults_lie_after_the_normal_days():
    course, study = record(), circuit_study()
    assert study.normal_until is not None
    normal = (datetime.fromisoformat(study.normal_until) - START).total_seconds() / 600
    assert course.bearing is not None
    assert course.fouling is not None
    assert normal < course.bearing[0] < course.fouling < len(course.tags)


def test_the_story_is_that_of_the_table():
    table = circuit()["data"]
    assert len(table) == 10 * 144
    assert set(circuit_study().tags) == set(table.names) - {"time"}
