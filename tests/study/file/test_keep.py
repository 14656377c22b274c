"""A file that goes on is held against a second writer, exchanged at once, and its last state is kept."""

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sanhak.finding import Refusal
from sanhak.study.file.keep import exchange, held


def refused(code, work):
    with pytest.raises(Refusal) as refusal:
        work()
    assert [finding.code for finding in refusal.value.findings] == [code]
    return refusal.value.findings[0]


def hold(path):
    with held(path):
        pass


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "campaign.xlsx"
    path.write_bytes(b"old")
    return path


def beside(file):
    return sorted(part.name for part in file.parent.iterdir() if part != file)


def test_the_last_state_is_kept_and_nothing_else_is_left(file):
    with held(file):
        assert exchange(file, b"old", b"new") == file.with_name("campaign.bak.xlsx")
    assert file.read_bytes() == b"new"
    assert file.with_name("campaign.bak.xlsx").read_bytes() == b"old"
    assert beside(file) == ["campaign.bak.xlsx"]


def test_a_file_that_is_made_has_no_last_state(tmp_path):
    path = tmp_path / "runs.csv"
    with held(path):
        assert exchange(path, None, b"new") is None
    assert path.read_bytes() == b"new"
    assert beside(path) == []


def test_a_second_command_is_kept_out_and_told_by_whom(file):
    with held(file):
        finding = refused("S062", lambda: hold(file))
        assert (finding.process, finding.host) == (str(os.getpid()), socket.gethostname())
    hold(file)


def test_another_process_that_is_at_work_keeps_out(file):
    program = (
        "import sys; from pathlib import Path; from sanhak.study.file.keep import held\n"
        "with held(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        assert refused("S062", lambda: hold(file)).process == str(other.pid)
        other.kill()
        other.wait()
        hold(file)  # what it left is taken over


def signed(file, **owner):
    file.with_name(".campaign.xlsx.lock").write_text(json.dumps(owner))


def test_the_lock_of_a_dead_process_is_taken_over(file):
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    signed(file, process=gone.pid, host=socket.gethostname(), since="then")
    hold(file)
    assert beside(file) == []


def test_the_lock_of_another_machine_is_believed(file):
    signed(file, process=1, host="another-machine", since="2026-05-01 10:00:00+09:00")
    finding = refused("S062", lambda: hold(file))
    assert "another-machine" in finding.render()
    assert ".campaign.xlsx.lock" in finding.render("ko")
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff"])
def test_a_lock_that_was_cut_off_is_taken_over(file, content):
    file.with_name(".campaign.xlsx.lock").write_bytes(content)
    hold(file)


@pytest.mark.parametrize("mark", ["~$campaign.xlsx", ".~lock.campaign.xlsx#"])
def test_what_is_open_in_a_spreadsheet_is_not_written(file, mark):
    file.with_name(mark).write_bytes(b"")
    assert refused("S063", lambda: hold(file)).mark == mark
    file.with_name(mark).unlink()
    with held(file):
        file.with_name(mark).write_bytes(b"")  # opened while the rows were sought
        refused("S063", lambda: exchange(file, b"old", b"new"))
    assert file.read_bytes() == b"old"


def test_what_windows_holds_open_is_refused_with_a_code(file, monkeypatch):
    def denied(*_):
        raise PermissionError(13, "used by another process")

    with held(file):
        monkeypatch.setattr(Path, "replace", denied)
        refused("S063", lambda: exchange(file, b"old", b"new"))
    monkeypatch.undo()
    assert file.read_bytes() == b"old"


def test_a_full_disk_leaves_the_file_as_it_was(file, monkeypatch):
    def full(_):
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with held(file):
        refused("S003", lambda: exchange(file, b"old", b"new"))
    assert file.read_bytes() == b"old"


def test_what_was_saved_meanwhile_is_not_overwritten(file):
    with held(file):
        file.write_bytes(b"saved by somebody")
        refused("S064", lambda: exchange(file, b"old", b"new"))
    assert file.read_bytes() == b"saved by somebody"
    assert beside(file) == []


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path):
    path = tmp_path / "runs.csv"
    with held(path):
        path.write_bytes(b"saved by somebody")
        refused("S064", lambda: exchange(path, None, b"new"))
    assert path.read_bytes() == b"saved by somebody"


def test_what_an_interrupted_writing_has_left_is_removed(file):
    file.with_name(".campaign.xlsx.new").write_bytes(b"half")
    hold(file)
    assert beside(file) == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")
def test_permissions_and_links_stay(file):
    file.chmod(0o640)
    link = file.with_name("link.xlsx")
    link.symlink_to(file)
    with held(link):
        exchange(link, b"old", b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.with_name("campaign.bak.xlsx").read_bytes() == b"old"
