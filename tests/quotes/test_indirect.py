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
    ],
)
def test_content(text: str, content: str) -> None:
    assert contents(text) == [content]


def test_two_reports_in_one_sentence() -> None:
    text = "Ruiz said the quay was safe and added that the port would open."
    assert contents(text) == ["the quay was safe", "the port would open"]


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
