from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.quotes import extract_quotes
from stance.quotes.mojibake import mended

RIGHT = "Quay shut\n\n“We have closed nothing,” Mara Venn said. “And it’s not planned.”\n"


def broken(encoding: str) -> str:
    """The text as a wrong decoding leaves it; bytes that Windows-1252 does not know stay control characters."""
    if encoding == "latin-1":
        return RIGHT.encode("cp1252").decode("latin-1")
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in RIGHT.encode()
    )


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_quotes_are_found_in_broken_text(encoding: str):
    text = broken(encoding)
    assert "“" not in text
    (quote,) = [q for q in extract_quotes(text) if q.kind == "direct"]
    assert [text[s:e] for s, e in quote.spans] == [text[s:e] for s, e in quote.spans if text[s:e].strip()]
    assert text[slice(*quote.spans[0])].endswith(broken(encoding).partition("nothing,")[2].partition(" Mara")[0])
    assert quote.speaker
    assert quote.speaker.name == "Mara Venn"


@given(st.text(alphabet="ab “”â€œ\x9d\x93\x94Â»«™"))
def test_the_view_is_as_long_as_the_text(text: str):
    assert len(mended(text)) == len(text)


def test_whole_text_is_left_alone():
    assert mended(RIGHT) is RIGHT
