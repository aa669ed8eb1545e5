"""What holds on any input."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.quotes import KINDS, context_of, extract_quotes, quote_from_spans, quotes_from_spans

WORDS = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        "''",
        "«",
        "»",
        "„",
        " ",
        "\n",
        "\n\n",
        ". ",
        ", ",
        ": ",
        "?",
        "—",
        "(",
        ")",
        "said",
        "Said",
        "told",
        "denied",
        "according to",
        "asked",
        "saying",
        "that",
        "who",
        "whether",
        "the",
        "of",
        "and",
        "he",
        "she",
        "it",
        "Ana Ruiz",
        "Ruiz",
        "Mr.",
        "U.S.",
        "minister",
        "spokesman",
        "Q:",
        "RUIZ:",
        "not",
        "to",
        "we’ll",
    ]
)
NEWSLIKE = st.lists(WORDS, max_size=60).map(" ".join)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(max_examples=300, deadline=None)
@given(st.one_of(NEWSLIKE, ANY))
def test_spans_give_the_quote_back(text: str) -> None:
    quotes = extract_quotes(text, "a")
    for quote in quotes:
        assert quote.kind in KINDS
        assert quote.text == " ".join(text[start:end] for start, end in quote.spans)
        assert all(0 <= start < end <= len(text) for start, end in quote.spans)
        assert list(quote.spans) == sorted(quote.spans)
        assert 0 <= quote.confidence <= 1
        for part in (quote.speaker, quote.cue):
            assert part is None or text[part.start : part.end] == part.text
    assert [quote.spans[0] for quote in quotes] == sorted(quote.spans[0] for quote in quotes)
    assert len({quote.id for quote in quotes}) == len(quotes)
    assert extract_quotes(text, "a") == quotes


@settings(max_examples=150, deadline=None)
@given(st.one_of(NEWSLIKE, ANY), st.data())
def test_context_holds_the_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    context = context_of(text, [(start, end)])
    assert text[start:end].strip() in context
    assert len(context) <= end - start + 400 + 150


@settings(max_examples=100, deadline=None)
@given(NEWSLIKE, st.data())
def test_given_spans_are_kept(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = quote_from_spans(text, "a", [(start, end)], "mixed")
    assert quote.spans == ((start, end),)
    assert quote.kind == "mixed"


@settings(max_examples=100, deadline=None)
@given(NEWSLIKE)
def test_own_spans_give_the_own_quotes(text: str) -> None:
    quotes = extract_quotes(text, "a")
    again = quotes_from_spans(text, "a", [(quote.spans, quote.kind) for quote in quotes])
    assert [quote.spans for quote in again] == [quote.spans for quote in quotes]
    assert [quote.context for quote in again] == [quote.context for quote in quotes]
    alone = [quote_from_spans(text, "a", quote.spans, quote.kind) for quote in quotes]
    assert again == alone


def test_many_given_spans_come_back_in_their_order() -> None:
    text = "Minister Ana Ruiz came. “We will wait,” she said. The clerk Bo Pell said the quay was shut."
    wanted = [((text.index("the quay"), len(text) - 1),), ((text.index("“"), text.index("”") + 1),)]
    found = quotes_from_spans(text, "a", [(wanted[0], "indirect"), (wanted[1], "direct")])
    assert [quote.spans for quote in found] == wanted
    assert [quote.speaker.name for quote in found if quote.speaker] == ["Bo Pell", "Ana Ruiz"]


def test_given_spans_far_from_any_quote_have_no_speaker() -> None:
    quote = quotes_from_spans("It rained. “We will wait,” Ruiz said.", "a", [([(0, 2)], "direct")])[0]
    assert quote.speaker is None
    assert quote.cue is None


def test_given_spans_get_the_speaker() -> None:
    text = "Minister Ana Ruiz came. “We will wait,” Ruiz said."
    start = text.index("“")
    quote = quote_from_spans(text, "a", [(start, start + 15)], "direct")
    assert quote.speaker is not None
    assert quote.speaker.name == "Ana Ruiz"
    assert quote.cue is not None
    assert quote.cue.text == "said"


HARD = [
    '"',
    "“",
    "”",
    "''",
    "‘a ",
    "'a ",
    "a’ ",
    'he said "x" ',
    "said ",
    "“a said X ",
    'a\n"b" ',
    "x",
    "The man said and ",
    "A B, ",
    "A. ",
    "(",
    ", ",
    "who said ",
    "Q: a\n",
    "BOB: a\n",
    "“a” he said. ",
    "John Smith said. ",
    "Ana Ruiz ",
    "he said that ",
    "his claim that ",
    "Claiming he said, ",
]


@pytest.mark.parametrize("piece", HARD)
def test_time_grows_with_length(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        best = float("inf")
        for _ in range(2):
            begin = time.process_time()
            extract_quotes(text)
            best = min(best, time.process_time() - begin)
        return best

    most = 8 * 4 * seconds(8_000) + 0.1  # eight times the length; sixty-four times the time would be quadratic
    # Other work on the machine only ever adds time: what took too long is measured again.
    assert any(seconds(64_000) < most for _ in range(5))


def test_many_names_take_linear_time() -> None:
    def seconds(count: int) -> float:
        names = (
            f"{chr(65 + n % 26)}{'abcdefghij'[n // 26 % 10]}o Na{'abcdefghij'[n % 10]}e{n // 100 * 'x'}"
            for n in range(count)
        )
        text = "\n".join(f"{name}, a clerk, said he stays. “So do I,” the clerk said." for name in names)
        begin = time.process_time()
        extract_quotes(text)
        return (time.process_time() - begin) / len(text)

    most = 4 * seconds(200) + 1e-6
    assert any(seconds(1_600) < most for _ in range(5))
