from __future__ import annotations

from pathlib import Path

import pytest

import stance
from stance.errors import InputError
from stance.prediction.inputs import looks_like_path, split_arguments


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


@pytest.mark.parametrize("words", [[""], ["  "], ["", ""]])
def test_an_empty_text_is_no_folder(words: list[str]):
    with pytest.raises(InputError, match="the text is empty"):
        split_arguments(words)


def test_a_misspelt_name_before_a_file_is_no_text(tmp_path: Path):
    (tmp_path / "a.txt").touch()
    with pytest.raises(InputError, match="articels: no such file"):
        split_arguments(["articels", str(tmp_path / "a.txt")])
    assert split_arguments(["We", "deny", "it."]) == ("We deny it.", [])


def test_in_python_what_has_no_text_is_refused_and_quotes_go_in_as_rows(ngram_model: Path):
    model = stance.load_model(str(ngram_model))
    quotes = list(stance.extract_quotes("“We deny it all,” said Ann Roe."))
    for bad in ({"text": None}, {"txt": "We deny it."}, quotes[0]):
        with pytest.raises(InputError, match="record 1 is no row with a `text`"):
            stance.predict_records(model, [{"text": "It may rain."}, bad])  # type: ignore[list-item]
    (answer,) = stance.predict_records(model, [quote.to_dict() for quote in quotes])
    assert answer["speaker"]["name"] == "Ann Roe"
    assert set(answer["scores"]) == {"denial", "warning", "hedge"}
