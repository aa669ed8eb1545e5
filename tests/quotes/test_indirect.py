"""Indirect speech: what is content, and what reports nothing."""

import pytest

from stance.quotes import extract_quotes


def contents(text: str) -> list[str]:
    return [quote.text for quote in extract_quotes(text, kinds=("indirect",))]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The ministry said the troops were leaving.", "the troops were leaving"),
        ("The ministry said on Monday that the troops were leaving.", "the troops were leaving"),
        ("Ruiz told reporters that the quay was safe.", "the quay was safe"),
        ("Ruiz told the paper her office had never been asked.", "her office had never been asked"),
        ("Ruiz denied taking the money.", "taking the money"),
        ("Ruiz has denied any part in the leak.", "any part in the leak"),
        ("Ruiz rejected claims that the quay was unsafe.", "claims that the quay was unsafe"),
        ("The union vowed to fight the ruling.", "to fight the ruling"),
        ("Ruiz asked whether the quay was safe.", "whether the quay was safe"),
        ("According to Ruiz, the quay is safe.", "the quay is safe"),
        ("The quay is safe, according to Ruiz.", "The quay is safe"),
        ("The quay is safe, Ruiz said.", "The quay is safe"),
        ("As Ruiz noted, the quay is safe.", "the quay is safe"),
        ("The report found that the quay was unsafe.", "the quay was unsafe"),
        ("Claiming the quay was safe, Ruiz left the room.", "the quay was safe"),
        ("After suggesting that the quay was safe, Ruiz left.", "the quay was safe"),
        ("Asked by reporters whether the quay was safe, Ruiz left.", "whether the quay was safe"),
        ("As reported by the Selm Herald, the quay was never safe.", "the quay was never safe"),
        ("The clerk laughed at her claim that the quay was safe.", "the quay was safe"),
        ("The clerk rejected the ministry's refusal to pay for repairs.", "the ministry's refusal to pay for repairs"),
        ("Residents saw through Ruiz’s promise to mend the quay.", "to mend the quay"),
        ("The quay closed despite warnings from engineers that it would flood.", "it would flood"),
        ("She signed a letter that Ruiz said was drafted by the port.", "was drafted by the port"),
        ("It was, Ruiz said, the worst storm of the year.", "It was the worst storm of the year"),
        ("The poll found Ruiz ahead by nine points.", "Ruiz ahead by nine points"),
        ("The poll showed that 12,000 people had left.", "12,000 people had left"),
        ("One in five say that won't last.", "that won't last"),
        ("She said she’s leaving Selm.", "she’s leaving Selm"),
        ("Ruiz asked the clerk to mend the quay.", "to mend the quay"),
        ("Ruiz attacked the plan in an interview.", "the plan"),
        ("Ruiz called the plan dangerous.", "the plan dangerous"),
        ("The sale was first reported by the Selm Herald.", "The sale"),
        ("The quay is shut, a spokeswoman, Ana Ruiz, said on Monday.", "The quay is shut"),
        ("Mayor Bo Pell Jr. said the quay was shut.", "the quay was shut"),
        ("The council has since said that the quay is shut.", "the quay is shut"),
        ("The quay, Ruiz notes, sinks by a hand a year.", "The quay sinks by a hand a year"),
        ("Ruiz criticized the clerk who sold the quay.", "the clerk who sold the quay"),
        ("As part of the plan, the quay was closed on Monday, Ruiz said.", None),
    ],
)
def test_content(text: str, content: str | None) -> None:
    assert contents(text) == [content or text[: text.index(", Ruiz said")]]


def test_two_reports_in_one_sentence() -> None:
    text = "Ruiz said the quay was safe and added that the port would open."
    assert contents(text) == ["the quay was safe", "the port would open"]


def test_a_report_inside_reported_speech_is_part_of_it() -> None:
    text = "Ruiz said the clerk had denied any part in the leak."
    assert contents(text) == ["the clerk had denied any part in the leak"]


def test_a_later_verb_of_the_content_does_not_end_it() -> None:
    text = "Ruiz said she did not condone the strike and hoped that it would end."
    assert contents(text) == ["she did not condone the strike and hoped that it would end"]


def test_whose_claim_it_is() -> None:
    text = "Mayor Ana Ruiz came to Selm. The clerk laughed at her claim that the quay was safe."
    found = [quote.speaker for quote in extract_quotes(text, kinds=("indirect",))]
    assert [(speaker.text, speaker.name) for speaker in found if speaker] == [("her", "Ana Ruiz")]


@pytest.mark.parametrize(
    "text",
    [
        "The storm attacked the quay.",
        "It is worth noting that the quay was shut.",
        "Its proposed budget cuts were small.",
        "They found a reported $12 million.",
        "The ministry reported late Friday.",
    ],
)
def test_participles_before_a_noun_are_none(text: str) -> None:
    assert contents(text) == []


def test_side_clause_ends_at_its_comma() -> None:
    assert contents("While Ruiz said the quay was safe, nobody used it.") == ["the quay was safe"]


def test_attitudes_nobody_voiced_are_none() -> None:
    assert contents("Ruiz believes that the quay is safe.") == []


def test_nouns_are_none() -> None:
    assert contents("The claims about the quay reports were old.") == []
    assert contents("Her remarks that day were long.") == []


def test_headline_with_a_label() -> None:
    text = "Mayor Ruiz: I never took a penny\n\nThe mayor spoke in Selm.\n\nIt rained.\n"
    assert contents(text) == ["I never took a penny"]
