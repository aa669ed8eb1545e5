from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stance.errors import InputError
from stance.files import take_lock, whole_file, write_folder


def _is_whole(folder: Path) -> bool:
    return (folder / "file").is_file()


def test_half_a_cached_folder_is_replaced(tmp_path: Path):
    target = tmp_path / "one"
    target.mkdir()
    (target / "other").touch()
    write_folder(target, lambda aside: (aside / "file").touch(), keep=_is_whole)
    assert [path.name for path in target.iterdir()] == ["file"]
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


@pytest.mark.parametrize(("hidden", "file", "folder"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)])
def test_what_is_written_has_the_rights_of_other_new_files(tmp_path: Path, hidden: int, file: int, folder: int):
    before = os.umask(hidden)
    try:
        write_folder(tmp_path / "new", lambda aside: None)
        with whole_file(tmp_path / "new.txt") as out:
            out.write("text")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == folder
    assert (tmp_path / "new.txt").stat().st_mode & 0o777 == file


def test_a_cached_folder_is_made_by_several_at_once(tmp_path: Path):
    target = tmp_path / "cache" / "one"

    def fill(aside: Path) -> None:
        (aside / "file").write_text("whole")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write_folder, target, fill, keep=_is_whole) for _ in range(80)]:
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
