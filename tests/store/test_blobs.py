"""Blobs are whole or not there, belong to one row, and are really gone when deleted."""

from __future__ import annotations

import hashlib
import io
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanhak.finding import Refusal
from sanhak.store import Blobs


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "blobs")


@given(parts=st.lists(st.binary(max_size=100), max_size=5))
def test_what_is_put_comes_back_with_its_hash_and_size(tmp_path_factory, parts):
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    with blobs.writing() as blob:
        for part in parts:
            blob.write(part)
    whole = b"".join(parts)
    assert blobs.read(blob.stored.key) == whole
    assert blob.stored.hash == hashlib.sha256(whole).hexdigest()
    assert blob.stored.size == len(whole)


def test_equal_content_has_keys_of_its_own(blobs):
    first, second = blobs.put(b"same"), blobs.put(b"same")
    assert first.key != second.key
    assert first.hash == second.hash
    blobs.delete(first.key)
    assert blobs.read(second.key) == b"same"


def test_a_block_that_fails_leaves_no_file(blobs):
    with pytest.raises(TypeError), blobs.writing() as blob:
        blob.write(None)
    assert not [file for file in blobs.folder.rglob("*") if file.is_file()]


def test_a_blob_is_kept_only_with_what_it_is_for(blobs):
    stored = blobs.pour(io.BytesIO(b"report"))
    with blobs.keeping(None), blobs.keeping(stored):
        pass
    assert blobs.read(stored.key) == b"report"
    with pytest.raises(ZeroDivisionError), blobs.keeping(None), blobs.keeping(stored):
        raise ZeroDivisionError
    with pytest.raises(Refusal):
        blobs.read(stored.key)


def test_a_deleted_blob_is_gone(blobs):
    key = blobs.put(b"secret").key
    blobs.delete(key)
    blobs.delete(key)
    with pytest.raises(Refusal) as refused:
        blobs.read(key)
    assert refused.value.findings[0].code == "R023"
    assert not [file for file in blobs.folder.rglob("*") if file.is_file()]


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "0" * 31, "0" * 32, "g" * 32, "/etc/passwd"])
def test_what_is_no_key_leads_nowhere(blobs, key):
    with pytest.raises(Refusal):
        blobs.path(key)
    with pytest.raises(Refusal):
        blobs.read(key)


def test_old_blobs_are_named_and_old_halves_removed(blobs):
    old, young = blobs.put(b"old"), blobs.put(b"young")
    half = blobs.path(old.key).with_name("abc.unfinished")
    half.write_bytes(b"half")
    for file in (blobs.path(old.key), half):
        os.utime(file, (time.time() - 100,) * 2)
    assert list(blobs.older(60)) == [old.key]
    assert not half.exists()
    assert blobs.read(young.key) == b"young"
