"""Marks of every style, nested, unclosed and re-opened; what stands in them."""

import pytest

from stance.quotes import extract_quotes


def pieces(text: str) -> list[list[str]]:
    return [[text[s:e] for s, e in quote.spans] for quote in extract_quotes(text) if quote.kind != "indirect"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("“", "”"), ('"', '"'), ("''", "''"), ("‘", "’"), ("«", "»"), ("„", "“"), ("„", "”"), ("``", "''")],
)
def test_every_style_of_marks(opening: str, closing: str) -> None:
    quoted = f"{opening}We are not leaving the valley this winter,{closing}"
    text = f"The road was closed at noon.\n\n{quoted} said Ana Ruiz.\n"
    assert pieces(text) == [[quoted]]


def test_spaces_inside_guillemets() -> None:
    text = "« We have closed nothing at all », said the mayor."
    assert pieces(text) == [["« We have closed nothing at all »"]]


def test_nested_quote_belongs_to_the_outer_one() -> None:
    text = "“He told me, ‘Stay where you are,’ and then he left,” said Ana Ruiz."
    assert pieces(text) == [["“He told me, ‘Stay where you are,’ and then he left,”"]]


def test_nested_quote_in_the_same_marks() -> None:
    text = "“He told me, “Stay where you are,” and then he left,” said Ana Ruiz."
    assert pieces(text) == [["“He told me, “Stay where you are,” and then he left,”"]]


def test_unclosed_quote_ends_with_its_paragraph() -> None:
    text = "Ruiz said the plan “would ruin the harbour and everyone in it.\n\nThe council meets in May.\n"
    assert pieces(text) == [["“would ruin the harbour and everyone in it."]]


def test_lost_closing_mark_before_an_attribution() -> None:
    text = "“We have closed nothing, she said. “But we may have to think again in May.”"
    assert pieces(text)[0][0].startswith("“We have closed nothing,")
    assert all("she said" not in piece for group in pieces(text) for piece in group)


def test_paragraphs_that_reopen_are_one_quote() -> None:
    text = (
        "Ruiz told the inquiry: “We waited all night for the boat.\n\n"
        "“Nobody came. I want that written down.”\n\nIt was.\n"
    )
    assert pieces(text) == [["“We waited all night for the boat.", "“Nobody came. I want that written down.”"]]


def test_brackets_and_ellipses_stay_inside() -> None:
    text = "“They [the engineers] never came back … not once,” said Ana Ruiz."
    assert pieces(text) == [["“They [the engineers] never came back … not once,”"]]


def test_apostrophes_are_no_marks() -> None:
    text = "The workers’ union said it wasn’t its members’ fault, and the ’90s were over. Rock ’n’ roll isn't dead."
    assert pieces(text) == []


def test_single_marks_around_possessives() -> None:
    text = "‘The workers’ hall is ours and it stays ours,’ said Ana Ruiz."
    assert pieces(text) == [["‘The workers’ hall is ours and it stays ours,’"]]


def test_a_stray_mark_hurts_nothing_else() -> None:
    text = "Reports on d ‘ABC radio went on.\n\n“We are staying,” said Ana Ruiz.\n"
    assert pieces(text) == [["“We are staying,”"]]


def test_hard_wrapped_text_is_read_by_blocks() -> None:
    wrapped = (
        "The harbour master of the town, who has held the post since the spring\n"
        "of last year, spoke to reporters on the quay. “We have not closed any of\n"
        "the quays and we will not close them before the autumn, whatever people\n"
        "may have read,” said Ana Ruiz, who then walked back to her office in the\n"
        "old customs house.\n\nShe left at noon.\n"
    )
    assert len(pieces(wrapped)) == 1
    assert pieces(wrapped)[0][0].endswith("read,”")
