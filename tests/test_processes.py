"""Work in several processes."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from stance.errors import InputError, WorkerError
from stance.processes import Job, Say, side_by_side


def _meets(folder: Path, own: str, other: str, say: Say) -> None:
    """Wait for another job, which waits for this one: both end only when they are done at once."""
    (folder / own).touch()
    until = time.monotonic() + 60
    while not (folder / other).exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    say(f"{own} met {other}")


def _refuses(say: Say) -> None:
    raise InputError("row 7: no text")


def _finds_no_file(say: Say) -> None:
    Path("/nowhere/at/all").read_text()


def _breaks(say: Say) -> None:
    os._exit(3)


def _is_killed(say: Say) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _after_another(job: Job[None], folder: Path, say: Say) -> None:
    _started(folder, 1)
    job(say)


def _squares(log: Path, number: int, say: Say) -> int:
    with log.open("a") as out:
        out.write(f"begins {number}\n")
        out.flush()
        time.sleep(0.05)
        out.write(f"ends {number}\n")
    return number**2


def _stays(folder: Path, say: Say) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(600)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _started(folder: Path, count: int) -> list[int]:
    until = time.monotonic() + 60
    while len(found := [int(path.name) for path in folder.iterdir()]) < count:
        assert time.monotonic() < until
        time.sleep(0.01)
    return found


def test_jobs_are_done_at_the_same_time(tmp_path: Path) -> None:
    said: list[str] = []
    side_by_side([partial(_meets, tmp_path, "a", "b"), partial(_meets, tmp_path, "b", "a")], 2, said.append)
    assert sorted(said) == ["a met b", "b met a"]


def test_no_more_jobs_are_done_at_once_than_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert side_by_side([partial(_squares, log, number) for number in range(3)], 1, print) == [0, 1, 4]
    assert log.read_text().splitlines() == [f"{what} {number}" for number in range(3) for what in ("begins", "ends")]


@pytest.mark.parametrize(
    ("job", "error", "message"),
    [
        (_refuses, InputError, "row 7: no text"),
        (_finds_no_file, FileNotFoundError, "/nowhere/at/all"),
        (_is_killed, WorkerError, "was killed"),
        (_breaks, WorkerError, "a worker process failed"),
    ],
)
def test_an_error_in_one_ends_all(job: Job[None], error: type[Exception], message: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=message):
        side_by_side([partial(_stays, tmp_path), partial(_after_another, job, tmp_path)], 2, print)
    (other,) = _started(tmp_path, 1)
    assert not _runs(other)


def test_no_worker_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    code = (
        "from functools import partial\nfrom pathlib import Path\n"
        "from stance.processes import side_by_side\nfrom tests.test_processes import _stays\n"
        f"side_by_side([partial(_stays, Path({str(tmp_path)!r}))] * 2, 2, print)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[1])
    workers = _started(tmp_path, 2)
    parent.kill()
    parent.wait()
    until = time.monotonic() + 30
    while any(map(_runs, workers)):
        assert time.monotonic() < until
        time.sleep(0.05)
