from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stance.errors import InputError
from stance.files import take_lock, write_folder


def test_a_cached_folder_is_made_by_several_at_once(tmp_path: Path):
    target = tmp_path / "cache" / "one"

    def fill(aside: Path) -> None:
        (aside / "file").write_text("whole")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write_folder, target, fill, keep=True) for _ in range(80)]:
            done.result()
    assert (target / "file").read_text() == "whole"
    assert [path.name for path in target.parent.iterdir()] == ["one"]


@pytest.mark.parametrize("folder", [True, False])
def test_a_lock_is_one_holders_until_it_is_closed(folder: bool, tmp_path: Path):
    path = tmp_path / "here"
    if folder:
        path.mkdir()
    first = take_lock(path, "busy")
    with pytest.raises(InputError, match="busy"):
        take_lock(path, "busy")
    os.close(first)
    os.close(take_lock(path))


def test_a_lock_that_cannot_be_made_is_a_clear_error(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be locked"):
        take_lock(tmp_path / ("x" * 300))
