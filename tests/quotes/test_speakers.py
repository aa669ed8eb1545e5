"""Who says it: mentions, full names, roles, pronouns, and nobody where nobody is named."""

import os
import subprocess
import sys

import pytest

from stance.quotes import Quote, extract_quotes


def only(text: str, kind: str = "direct") -> Quote:
    found = [quote for quote in extract_quotes(text) if quote.kind == kind]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("“We will wait,” said Ana Ruiz.", "Ana Ruiz"),
        ("“We will wait,” Ana Ruiz said.", "Ana Ruiz"),
        ("“We will wait,” the minister told reporters on Monday.", "the minister"),
        ("“We will wait,” said a spokesman for the union.", "a spokesman for the union"),
        ("“We will wait,” Ruiz, who chairs the board of the port, said on Monday.", "Ruiz"),
        ("“We will wait,” said Ruiz, a lawyer from Selm.", "Ruiz"),
        ("Ana Ruiz said: “We will wait for the report.”", "Ana Ruiz"),
        ("On Monday, Ana Ruiz told reporters, “We will wait for the report.”", "Ana Ruiz"),
        ("According to Ana Ruiz, “We will wait for the report.”", "Ana Ruiz"),
        ("“We will wait!” she sobbed.", "she"),
        ("Ruiz arrived late, saying “We will wait for the report.”", "Ruiz"),
    ],
)
def test_mention(text: str, mention: str) -> None:
    quote = next(quote for quote in extract_quotes(text) if quote.kind != "indirect")
    assert quote.speaker is not None
    assert quote.speaker.text == mention
    assert text[quote.speaker.start : quote.speaker.end] == mention


def test_surname_gets_its_full_name_and_role() -> None:
    text = "Finance Minister Ana Ruiz opened the quay.\n\n“We will wait,” Ruiz said.\n"
    speaker = only(text).speaker
    assert speaker is not None
    assert (speaker.name, speaker.role) == ("Ana Ruiz", "Finance Minister")


def test_role_after_the_name() -> None:
    text = "“We will wait,” said Tomas Lind, the union’s general secretary.\n\nThe strike goes on.\n"
    speaker = only(text).speaker
    assert speaker is not None
    assert speaker.name == "Tomas Lind"
    assert speaker.role is not None
    assert "secretary" in speaker.role


def test_pronoun_means_the_last_speaker_of_that_sex() -> None:
    text = (
        "Mrs Ana Ruiz met Mr Tomas Lind on the quay. “I am staying,” said Ruiz.\n\n"
        "“So am I,” said Lind.\n\n“Then we agree on something at last,” she said.\n"
    )
    last = extract_quotes(text)[-1].speaker
    assert last is not None
    assert (last.text, last.name) == ("she", "Ana Ruiz")


def test_description_means_the_holder_of_the_role() -> None:
    text = "The fisheries minister, Odell Farr, opened the quay.\n\n“We will wait,” the minister said.\n"
    speaker = only(text).speaker
    assert speaker is not None
    assert speaker.name == "Odell Farr"


def test_description_with_its_name_beside_it() -> None:
    speaker = only("“We will wait,” said its skipper, Jacca Lowe.").speaker
    assert speaker is not None
    assert (speaker.name, speaker.role) == ("Jacca Lowe", "skipper")


def test_an_unnamed_source_gets_no_name() -> None:
    text = "Ana Ruiz left the hall. “Nobody was told about it,” said a clerk who asked not to be named."
    speaker = only(text).speaker
    assert speaker is not None
    assert speaker.name is None


def test_a_run_on_quote_keeps_its_speaker() -> None:
    text = "“We will wait for the report,” said Ana Ruiz.\n\n“Nobody here is in any kind of hurry.”\n"
    last = extract_quotes(text)[-1]
    assert last.speaker is not None
    assert last.speaker.name == "Ana Ruiz"


def test_nobody_where_nobody_is_named() -> None:
    text = "“No plan to leave” at Selm harbour\n\nThe port stayed open.\n\nBoats came and went.\n"
    assert only(text).speaker is None


def test_transcript_labels() -> None:
    text = "LIND: “Who pays?”\n\nRUIZ: “The fund pays for everything.”\n\nAna Ruiz chairs the fund.\n"
    speakers = [quote.speaker for quote in extract_quotes(text)]
    assert [speaker and speaker.text for speaker in speakers[:2]] == ["LIND", "RUIZ"]
    assert speakers[1] is not None
    assert speakers[1].name == "Ana Ruiz"


def test_transcript_without_marks() -> None:
    text = "Q: Who pays for it?\n\nA: The fund pays.\n\nQ: All of it?\n\nA: All of it.\n"
    assert [quote.text for quote in extract_quotes(text)] == [
        "Who pays for it?",
        "The fund pays.",
        "All of it?",
        "All of it.",
    ]


def test_the_title_lends_full_names() -> None:
    quote = extract_quotes("“We will wait,” Ruiz said.", title="Ana Ruiz and the quay")[0]
    assert quote.speaker is not None
    assert quote.speaker.name == "Ana Ruiz"


def test_the_speaker_is_not_the_paper_that_reports_it() -> None:
    text = "“We saw nothing,” harbour chief Jens Holm said, according to The Selm Courier. “We looked twice.”"
    quote = only(text)
    assert len(quote.spans) == 2
    assert quote.speaker is not None
    assert quote.speaker.name == "Jens Holm"


def test_marks_in_what_was_said_belong_to_who_said_it() -> None:
    quote = extract_quotes("Ruiz said courts deciding on such cases must weigh “who gains from the secrecy.”")[0]
    assert quote.speaker is not None
    assert quote.speaker.text == "Ruiz"


def test_the_head_of_a_role_tells_he_from_she():
    text = (
        "Detective Inspector Maria Poole met Crispin Hartnoll, Miss Hartnoll’s brother, on Monday. "
        "“I still light a candle,” he said."
    )
    (quote,) = extract_quotes(text)
    assert quote.speaker is not None
    assert quote.speaker.name == "Crispin Hartnoll"


def test_speakers_do_not_hang_on_the_order_of_a_set():
    text = "Crispin Hartnoll, Miss Hartnoll’s brother and a widow’s son, was there. “We wait,” he said."
    code = f"from stance.quotes import extract_quotes\nprint([q.to_dict() for q in extract_quotes({text!r})])"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True
        )
        for seed in range(6)
    ]
    assert len({run.stdout for run in runs}) == 1
    assert b"Hartnoll" in runs[0].stdout
