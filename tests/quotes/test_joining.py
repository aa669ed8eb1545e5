"""Which marked stretches make one quote, and which are none."""

from stance.quotes import extract_quotes


def groups(text: str) -> list[list[str]]:
    return [[text[s:e] for s, e in quote.spans] for quote in extract_quotes(text) if quote.kind != "indirect"]


def test_split_within_a_sentence() -> None:
    assert groups("“We will wait,” she said, “but not for long.”") == [["“We will wait,”", "“but not for long.”"]]


def test_split_across_the_full_stop() -> None:
    assert groups("“We will wait,” she said. “But not for long.”") == [["“We will wait,”", "“But not for long.”"]]


def test_a_new_attribution_starts_a_new_quote() -> None:
    text = "“We will wait,” Ana Ruiz said. “But not for long,” Tomas Lind added."
    assert groups(text) == [["“We will wait,”"], ["“But not for long,”"]]


def test_a_new_paragraph_starts_a_new_quote() -> None:
    text = "“We will wait for the report,” Ana Ruiz said.\n\n“Nobody here is in any kind of hurry.”\n"
    assert groups(text) == [["“We will wait for the report,”"], ["“Nobody here is in any kind of hurry.”"]]


def test_fragments_of_one_report_are_one_quote() -> None:
    assert groups("Ruiz called the plan “hasty” and “badly drawn up”.") == [["“hasty”", "“badly drawn up”"]]


def test_titles_and_programmes_are_none() -> None:
    assert groups("Ruiz was speaking on “The Harbour Hour,” a programme about boats.") == []
    assert groups("She is the author of “Nine Winters at Sea,” a memoir.") == []


def test_a_title_before_the_attribution_is_left_out() -> None:
    text = "“We never left,” Ruiz said on “Good Evening Selm” on Monday. “And we won’t.”"
    assert groups(text) == [["“We never left,”", "“And we won’t.”"]]


def test_nicknames_are_none() -> None:
    assert groups("Montague “Monty” Ferris said he had never met her.") == []


def test_a_scare_word_nobody_said_is_none() -> None:
    assert groups("The shop sells “organic” soap. It opened in May.") == []


def test_headline_quote() -> None:
    text = "“No plan to leave” at Selm harbour\n\nThe port stayed open on Monday.\n\nBoats came and went.\n"
    assert groups(text) == [["“No plan to leave”"]]


def test_kinds() -> None:
    text = (
        "“We will wait,” said Ruiz. She said it would “undermine” the talks. The ministry said the boats were leaving."
    )
    assert [quote.kind for quote in extract_quotes(text)] == ["direct", "mixed", "indirect"]
    assert [quote.kind for quote in extract_quotes(text, kinds=("mixed",))] == ["mixed"]
