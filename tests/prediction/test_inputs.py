from __future__ import annotations

import io
from pathlib import Path

import pytest

from stance.articles import Reject
from stance.errors import InputError
from stance.prediction.inputs import given_quotes, looks_like_path, split_arguments


@pytest.mark.parametrize(
    "argument", ["-", "no/such", "./a b", "/etc/none", "a.txt", "my article.html", "x.jsonl", "a.pdf"]
)
def test_paths(argument: str):
    assert looks_like_path(argument)


@pytest.mark.parametrize(
    "argument", ["We deny it.", "“Either/or,” he said.", "“We wait.”\nShe said so.", "No", "He is open 24/7, he says."]
)
def test_sentences(argument: str):
    assert not looks_like_path(argument)


def test_a_missing_path_is_never_a_sentence(tmp_path: Path):
    with pytest.raises(InputError, match=r"gone.txt: no such file"):
        split_arguments([str(tmp_path / "gone.txt")])
    with pytest.raises(InputError, match="nothing to read"):
        split_arguments([])
    assert split_arguments(["We deny it."]) == ("We deny it.", [])


def test_quotes_from_lines_and_objects(tmp_path: Path):
    assert list(given_quotes(["-"], io.BytesIO(b"One.\n\nTwo.\n"))) == [{"text": "One."}, {"text": "Two."}]
    assert list(given_quotes(["-"], io.BytesIO(b'{"text": "One.", "id": 3}\n'))) == [{"text": "One.", "id": 3}]
    (tmp_path / "q.csv").write_text("text,cue,topic\nOne.,said,x\n,said,y\n")
    found = list(given_quotes([str(tmp_path / "q.csv")]))
    assert found[0] == {"text": "One.", "cue": "said", "topic": "x"}
    assert isinstance(found[1], Reject)
    assert found[1].line == 3


def test_an_empty_file_of_quotes_is_listed(tmp_path: Path):
    (tmp_path / "q.jsonl").write_text("")
    (reject,) = given_quotes([str(tmp_path / "q.jsonl")])
    assert isinstance(reject, Reject)
    assert reject.reason == "empty"
