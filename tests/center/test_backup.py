"""A backup holds everything, moves between databases, and is put back whole or not at all."""

from __future__ import annotations

import zipfile

import pytest
from sqlalchemy import func, select

from center.opening import opened, peopled
from sanhak.center import events, projects, remarks
from sanhak.center.backup import back_up, restore
from sanhak.finding import Refusal
from sanhak.store import Blobs, Database, metadata

LEFT_OUT = {"sessions", "attempts", "requests"}


def counts(database):
    with database.reading() as rows:
        return {
            table.name: rows.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
            if table.name not in LEFT_OUT
        }


@pytest.fixture
def file(center, crowd, tmp_path):
    with center.database.writing() as rows:
        made = projects.open_project(rows, crowd["engineer"], title="수율", start="1.5")
        kept = center.blobs.put("도면".encode())
        projects.set_milestone(rows, crowd["engineer"], made.id, title="Pilot", due="2027-03-01")
        remarks.lay(rows, crowd["engineer"], made.id, name="도면.pdf", media="application/pdf", kept=kept)
    back_up(center.database, center.blobs, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


@pytest.fixture
def empty(tmp_path):
    made = Database(f"sqlite:///{tmp_path / 'other' / 'sanhak.db'}", durable=False)
    yield made
    made.close()


def test_what_is_restored_is_what_was_kept(center, crowd, file, empty, tmp_path):
    blobs = Blobs(tmp_path / "other" / "blobs")
    restore(file, empty, blobs)
    assert counts(empty) == counts(center.database)
    with empty.writing() as rows:
        made = next(one for one in projects.of(rows, crowd["engineer"]) if not one.private)
        (laid,) = remarks.files(rows, crowd["engineer"], made.id)
        assert blobs.read(laid.blob).decode() == "도면"
        assert (made.title, made.start) == ("수율", 1.5)
        assert events.broken(rows) is None
        remarks.remark(rows, crowd["engineer"], made.id, "project", made.id, "goes on")
        assert events.broken(rows) is None


def test_it_moves_to_the_other_database(center, crowd, file, server, tmp_path):
    import postgres

    with postgres.fresh(server) as url:
        other = Database(url, durable=False)
        restore(file, other, Blobs(tmp_path / "there"))
        assert counts(other) == counts(center.database)
        with other.writing() as rows:
            projects.open_project(rows, crowd["engineer"], title="goes on")
            assert events.broken(rows) is None
        other.close()


def test_people_are_never_mixed(center, crowd, file):
    with pytest.raises(Refusal) as refused:
        restore(file, center.database, center.blobs)
    assert refused.value.findings[0].code == "C021"


@pytest.mark.parametrize("harm", ["short", "foreign", "lacks", "none"])
def test_what_is_no_whole_backup_leaves_nothing(file, empty, tmp_path, harm):
    harmed = tmp_path / "harmed.zip"
    if harm == "short":
        harmed.write_bytes(file.read_bytes()[:-200])
    elif harm == "foreign":
        harmed.write_bytes(b"PK nothing of ours")
    elif harm == "lacks":
        with zipfile.ZipFile(file) as source, zipfile.ZipFile(harmed, "w") as target:
            for name in source.namelist():
                if name != "rows/projects.jsonl":
                    target.writestr(name, source.read(name))
    with pytest.raises(Refusal) as refused:
        restore(harmed, empty, Blobs(tmp_path / "there"))
    assert refused.value.findings[0].code == "C020"
    if harm == "lacks":
        assert not any(count for name, count in counts(empty).items())


def test_a_second_backup_replaces_the_first(tmp_path):
    center = opened(tmp_path / "workbench")
    first = back_up(center.database, center.blobs, tmp_path / "backup.zip")
    peopled(center)
    second = back_up(center.database, center.blobs, tmp_path / "backup.zip")
    center.database.close()
    assert first.rows["people"] == 0 < second.rows["people"]
