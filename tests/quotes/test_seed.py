"""The user's seed article: its eight marked quotes, speakers and full names, as the codebook has them."""

from pathlib import Path

import pytest

from stance.quotes import Quote, extract_quotes

SEED = Path(__file__).parents[2] / "seeds" / "000_c0fd29eb4bb5bf59.txt"
EXPECTED = [
    # kind, starts and ends of its spans, mention, full name, cue
    ("direct", [("“No significant retreat”", "“No significant retreat”")], None, None, None),
    (
        "direct",
        [("“Unfortunately, there", "significant rollback,”"), ("“On the contrary, we", "masse on the border.”")],
        "Blinken",
        "Antony Blinken",
        "said",
    ),
    ("mixed", [("“remain massed in a", "we haven’t seen it.")], None, "Antony Blinken", "explaining"),
    ("mixed", [("“an invasion remains", "made possible”")], "President Joe Biden", "Joe Biden", "said"),
    ("mixed", [("“threatening position.”", "“threatening position.”")], "Biden", "Joe Biden", "said"),
    (
        "direct",
        [("“At the moment, we", "Russian forces,”"), ("“If they really", "remains to be seen.”")],
        "NATO Secretary General Jens Stoltenberg",
        "Jens Stoltenberg",
        "said",
    ),
    ("mixed", [("“undermine the sovereignty", "integrity of Ukraine”")], "Blinken", "Antony Blinken", "said"),
    ("mixed", [("“would constitute a flagrant", "our allies and partners.")], "Blinken", "Antony Blinken", "said"),
]


@pytest.fixture(scope="module")
def text() -> str:
    return SEED.read_bytes().decode()


@pytest.fixture(scope="module")
def marked(text: str) -> list[Quote]:
    return [quote for quote in extract_quotes(text, "seed") if quote.kind != "indirect"]


def test_there_are_eight_marked_quotes(marked: list[Quote]) -> None:
    assert len(marked) == len(EXPECTED)


@pytest.mark.parametrize("number", range(len(EXPECTED)))
def test_quote_is_as_the_codebook_has_it(text: str, marked: list[Quote], number: int) -> None:
    kind, ends, mention, name, cue = EXPECTED[number]
    quote = marked[number]
    assert quote.kind == kind
    pieces = [text[start:end] for start, end in quote.spans]
    assert len(pieces) == len(ends)
    for piece, (first, last) in zip(pieces, ends, strict=True):
        assert piece.startswith(first)
        assert piece.endswith(last)
    if name is None:
        assert quote.speaker is None
    else:
        assert quote.speaker is not None
        assert quote.speaker.name == name
        assert mention is None or quote.speaker.text == mention
    assert (quote.cue.text if quote.cue else None) == cue


def test_titles_and_a_stray_mark_are_no_quotes(marked: list[Quote]) -> None:
    words = " ".join(quote.text for quote in marked)
    assert "Good Morning America" not in words
    assert "Morning Joe" not in words
    assert "‘ABC" not in words


def test_roles(marked: list[Quote]) -> None:
    roles = {quote.speaker.name: quote.speaker.role for quote in marked if quote.speaker}
    assert roles["Antony Blinken"] == "Secretary of State"
    assert roles["Jens Stoltenberg"] == "NATO Secretary General"
    assert roles["Joe Biden"] == "President"


def test_indirect_quotes_are_found(text: str) -> None:
    found = [quote for quote in extract_quotes(text, "seed", kinds=("indirect",)) if quote.speaker]
    names = [quote.speaker.text for quote in found if quote.speaker]
    assert "Secretary of State Antony Blinken" in names
    assert "Russia’s Defense Ministry" in names
    assert "NATO leaders" in names
    assert all("according to" not in quote.text for quote in found)
