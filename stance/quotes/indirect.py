"""Indirect speech: what a report gives without marks."""

from __future__ import annotations

from stance.quotes.events import Report, Sentence
from stance.quotes.extents import clause_after, content_end, has_verb, object_end, span_between, that_after
from stance.quotes.subjects import noun_phrase
from stance.quotes.types import Span
from stance.quotes.words import Token
from stance.quotes.wordsets import word_set

# attitudes that nobody need have voiced, and words that report without marks only with `that`
_ATTITUDES = word_set("remember suspect think believe hope fear reckon reason rule show find")
_NEEDS_THAT = word_set("declare estimate boast swear recall")
_SAY = frozenset(("say",))
_REPORTERS_OWN = word_set("while as after though although which where even")
_QUESTION = word_set("whether if why how what when where who")
_ASKS = frozenset(("ask", "question", "wonder"))
_CONTINUES = frozenset("VAPNDBXR#CM")
_DOCUMENTS = word_set(
    "report study survey poll paper review audit letter memo statement document inquiry investigation analysis researchers "
    "authors court judge panel committee commission jury scientists data figures polls studies reports experts surveys polling results records emails documents statistics findings research numbers ad ads analyses estimates projections transcript filing filings"
)


def indirect_spans(sentence: Sentence, report: Report) -> list[Span]:
    """The content of a report that holds no marks; empty where the words report no speech."""
    if report.mention is None or report.weak:
        return []
    words = sentence.words
    if report.trailing or (report.inverted and report.cue.form != "a"):
        return _around(words, sentence, report)
    if report.cue.form == "a":
        return _after_lead(words, sentence, report)
    start = _start(words, report)
    if start is None:
        return []
    end = content_end(words, start, report, sentence)
    if _is_object(words, report, start):
        end = min(end, object_end(words, start))
    if any(word.tag == "M" for word in words[start:end]):
        return []  # a mixed quote, which its marks stand for
    span = span_between(words, start, end)
    return [span] if span else []


def _is_object(words: list[Token], report: Report, start: int) -> bool:
    """Whether the content is an object or an infinitive, no clause."""
    if words[start - 1].text == "that" or words[start].text in _QUESTION:
        return False
    if "s" in report.cue.frames and _starts_clause(words, start):
        return False
    return "n" in report.cue.frames or ("i" in report.cue.frames and words[start].text == "to")


def _start(words: list[Token], report: Report) -> int | None:
    """The index at which the content starts, by the verb's frames."""
    cue, after = report.cue, report.last + 1
    if _is_negated(words, report) and cue.lemma == "say":
        return None
    if after >= len(words):
        return None
    if cue.lemma in _ASKS and (words[after].text in _QUESTION or _hearer_end(words, after, _QUESTION)):
        return after if words[after].text in _QUESTION else _hearer_end(words, after, _QUESTION)
    clause = set(cue.frames) & {"s", "t"}
    if cue.lemma in _ATTITUDES and not _is_document(words, report):
        clause = set()
    if clause:
        start = that_after(words, after)
        if start is not None:
            return start
    if "o" in cue.frames:
        start = _hearer_end(words, after, frozenset(("that",)))
        if start is not None:
            return start + 1
        start = _told_clause(words, after)
        if start is not None and cue.lemma != "promise":
            return start
    if "i" in cue.frames and words[after].text == "to":
        return None if after + 1 < len(words) and words[after + 1].text == "be" and cue.lemma == "decline" else after
    if clause and words[after].text in _QUESTION and words[after].text != "when":
        return after
    if "n" in cue.frames and not ("s" in clause and _starts_clause(words, after)):
        return _object(words, report)
    if "s" in clause and cue.lemma not in _NEEDS_THAT:
        start = clause_after(words, after)
        if (
            start is None
            and cue.lemma in _SAY
            and words[after].tag == "P"
            and any(word.tag in "VA" for word in words[after:])
        ):
            start = after
        if start is not None and (cue.lemma in _SAY or has_verb(words, start)):
            return start
    return None


def _starts_clause(words: list[Token], start: int) -> bool:
    """Whether a noun phrase with its verb right behind it starts at an index: `they were appointed`."""
    clause = clause_after(words, start)
    if clause is None:
        return False
    found = noun_phrase(words, clause)
    after = found[1] if found else clause
    while after < len(words) and words[after].tag == "B":
        after += 1
    return after < len(words) and words[after].tag in "VA" and not words[after].text.endswith("ing")


def _is_document(words: list[Token], report: Report) -> bool:
    if report.cue.lemma not in ("find", "show"):
        return False
    if report.last + 1 < len(words) and words[report.last + 1].text == "that":
        return True
    return any(word.text.lower() in _DOCUMENTS for word in words[: report.first])


def _is_negated(words: list[Token], report: Report) -> bool:
    before = words[max(report.first - 3, 0) : report.first]
    return any(word.text in ("not", "never") or word.text.endswith(("n't", "n’t")) for word in before)


def _hearer_end(words: list[Token], after: int, stops: frozenset[str]) -> int | None:
    """The index of `that`, `whether` … after a hearer (“told reporters on Monday that”)."""
    for index in range(after, min(after + 14, len(words))):
        word = words[index]
        if word.text in stops:
            return index if index > after or "that" not in stops else index
        if word.tag in "VAM;:" or word.tag == "W":
            return None
    return None


def _told_clause(words: list[Token], after: int) -> int | None:
    """The clause after a hearer, without `that`: told the paper | her group had never worked there."""
    found = noun_phrase(words, after)
    if found is None or found[1] >= len(words) or words[found[1]].tag not in "RDXNS":
        return None
    start = found[1]
    return start if has_verb(words, start) else None


def _object(words: list[Token], report: Report) -> int | None:
    """The object of denied, rejected, urged …: a noun phrase, a gerund or a clause."""
    after = report.last + 1
    that = that_after(words, after)
    if that is not None:
        return that
    while after < len(words) and (words[after].tag == "B" or words[after].text == "on"):
        after += 2 if words[after].text == "on" else 1
    if after >= len(words) or words[after].tag not in "NXDR#V" or words[after].text.lower() in ("it", "this"):
        return None
    return after


def _around(words: list[Token], sentence: Sentence, report: Report) -> list[Span]:
    """The content before an attribution that trails, and what goes on behind its comma."""
    if report.mention is None:
        return []
    if report.cue.form != "a" and _opens_with_as(words, report):
        return _after_lead(words, sentence, report)
    at = min(report.cue.start, report.mention[0])
    limit = next((index for index, word in enumerate(words) if word.start >= at), 0)
    others = [
        other for other in sentence.reports if other is not report and other.first < report.first and other.mention
    ]
    start = 0
    for other in others:
        if other.held or other.trailing:
            return []
        if other.mention == report.mention:
            start = other.last + 1
    if any(word.tag == "M" for word in words[:limit]):
        return []
    while start < limit and words[start].tag in "C,":
        start += 1
    first = span_between(words, start, limit)
    spans = [first] if first else []
    end = max(report.cue.end, report.mention[1])
    after = next((index for index, word in enumerate(words) if word.start >= end), len(words))
    rest = _continuation(words, after, report, sentence)
    if rest:
        spans.append(rest)
    elif _is_lead(words) and not _has_tense(words[_first_comma(words) + 1 : limit]):
        return []
    return spans


def _opens_with_as(words: list[Token], report: Report) -> bool:
    """“As Smith noted, …”: the content follows the comma."""
    return any(words[index].text.lower() == "as" for index in range(min(2, report.first)))


def _is_lead(words: list[Token]) -> bool:
    """Whether a sentence opens with a phrase that says when, where or under what condition."""
    first = next((word for word in words if word.tag not in "C,B"), words[0])
    return first.tag in "PS" and first.text not in ("About", "Over", "Under", "Nearly")


def _first_comma(words: list[Token]) -> int:
    return next((index for index, word in enumerate(words) if word.tag == ","), 0)


def _continuation(words: list[Token], after: int, report: Report, sentence: Sentence) -> Span | None:
    while after < len(words) and words[after].tag not in ",.;!?M:":
        after += 1
    if after + 1 >= len(words) or words[after].tag != ",":
        return None
    following = words[after + 1]
    if following.tag == "W" or following.text.endswith("ing") or following.text in _REPORTERS_OWN or following.tag == "M":
        return None
    if any(other.first > after for other in sentence.reports):
        return None
    if following.tag in "VAPSC" or not _has_tense(words[: report.first]) or _is_lead(words):
        return span_between(words, after + 1, len(words))
    return None


def _has_tense(words: list[Token]) -> bool:
    return any(word.tag in "VA" for word in words)


def _after_lead(words: list[Token], sentence: Sentence, report: Report) -> list[Span]:
    """The content behind `According to X,`."""
    if report.mention is None:
        return []
    after = next(
        (index for index, word in enumerate(words) if word.start >= max(report.mention[1], report.cue.end)), len(words)
    )
    comma = next((index for index in range(after, min(after + 16, len(words))) if words[index].tag == ","), None)
    if comma is None:
        return []
    span = span_between(words, comma + 1, content_end(words, comma + 1, report, sentence))
    return [span] if span else []
