from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stance.files import write_folder


def test_a_cached_folder_is_made_by_several_at_once(tmp_path: Path):
    target = tmp_path / "cache" / "one"

    def fill(aside: Path) -> None:
        (aside / "file").write_text("whole")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write_folder, target, fill, keep=True) for _ in range(80)]:
            done.result()
    assert (target / "file").read_text() == "whole"
    assert [path.name for path in target.parent.iterdir()] == ["one"]
