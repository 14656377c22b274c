"""A real PostgreSQL server for the tests: a cluster of its own in a temporary folder, gone when the tests end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Where Debian keeps the server's programs, which are not on the path there."""


def server_program() -> str | None:
    """The server, if it is installed."""
    return shutil.which("postgres", path=os.pathsep.join([os.environ["PATH"], *map(str, BINARIES)]))


def _as_server(*words: str) -> list[str]:
    """A command as somebody whom the server accepts: it refuses to be run by root."""
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words] if os.getuid() == 0 else [*words]
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(program: str, *, durable: bool = False) -> Iterator[str]:
    """A server; gives the address of its first database. Unless ``durable``, it never waits for disks."""
    bin_ = Path(program).resolve().parent
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        data, port = folder / "data", _free_port()
        subprocess.run(
            _as_server(str(bin_ / "initdb"), "-D", str(data), "-U", "sanhak", "-A", "trust", "--no-sync", "-E", "UTF8"),
            check=True,
            capture_output=True,
            cwd=folder,
        )
        hasty = "" if durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        options = f"-p {port} -k {folder} {hasty}"
        control = [str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-s"]
        subprocess.run(_as_server(*control, "-o", options, "-l", str(folder / "log"), "start"), check=True, cwd=folder)
        try:
            yield f"postgresql://sanhak@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run(_as_server(*control, "-m", "immediate", "stop"), check=True, cwd=folder)


@contextmanager
def fresh(address: str, template: str = "template1") -> Iterator[str]:
    """A new database on the server, by its address, empty unless it copies another; dropped afterwards."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield address.rsplit("/", 1)[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
