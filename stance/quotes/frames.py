"""Where the content of indirect speech starts, by what the reporting verb takes: a clause, a hearer, an object."""

from __future__ import annotations

from stance.quotes.events import Report
from stance.quotes.extents import clause_after, has_verb, that_after
from stance.quotes.lexicon import ROLE_NOUNS, TIME_WORDS
from stance.quotes.phrases import noun_phrase
from stance.quotes.words import Token
from stance.quotes.wordsets import word_set

_ATTITUDES = word_set("remember suspect think believe hope fear reckon reason rule show find")
_NEEDS_THAT = word_set("declare estimate boast swear recall")
_SAY = frozenset(("say",))
_QUESTION = word_set("whether if why how what when where who")
_ASKS = frozenset(("ask", "question", "wonder"))
_DOCUMENTS = word_set(
    "report study survey poll paper review audit letter memo statement document inquiry investigation "
    "analysis researchers authors court judge panel committee commission jury scientists data figures polls "
    "studies reports experts surveys polling results records emails documents statistics findings research "
    "numbers ad ads analyses estimates projections transcript filing filings"
)
_OF_THINGS = word_set(
    "attack challenge threaten underscore highlight read encourage defend point_to reveal echo expose reference "
    "refer_to reject claim question post portray"
)
_SPEAKERS = (
    _DOCUMENTS
    | ROLE_NOUNS
    | word_set(
        "people voter republican democrat some many most others men women group campaign aide party administration "
        "company firm ministry agency union police family friend team board government state city"
    )
)
_ADJECTIVE = (
    "ous",
    "ful",
    "less",
    "ible",
    "able",
    "ive",
    "ary",
    "ant",
    "ic",
    "ish",
    "fair",
    "wrong",
    "false",
    "untrue",
)
_THAT = frozenset(("that",))
_FURTHEST_HEARER = 14


def content_start(words: list[Token], report: Report) -> int | None:
    """The index of the content's first word, or None where the words report no speech."""
    after = report.last + 1 if report.after is None else report.after
    if after >= len(words) or (report.cue.lemma in _SAY and _is_negated(words, report)):
        return None
    if report.cue.lemma in _OF_THINGS and not _can_speak(words, report):
        return None
    for rule in (_question, _that_clause, _hearer, _infinitive, _object_or_clause):
        start = rule(words, report, after)
        if start is not None:
            return start
    return None


def _can_speak(words: list[Token], report: Report) -> bool:
    """Whether the subject is a person, a body or a document, of verbs that things do as well."""
    start, end = report.mention or (0, 0)
    subject = [word for word in words if start <= word.start < end]
    if not subject:
        return False
    if len(subject) == 1 and subject[0].text.lower() in ("it", "this", "that", "which"):
        return False
    return any(
        word.tag in "XR" or {word.text.lower(), word.text.lower().removesuffix("s")} & _SPEAKERS for word in subject
    )


def is_object(words: list[Token], report: Report, start: int) -> bool:
    """Whether the content is an object or an infinitive, no clause."""
    if words[start - 1].text == "that" or words[start].text in _QUESTION:
        return False
    if report.cue.lemma in ("call", "tell") or ("s" in report.cue.frames and _starts_clause(words, start)):
        return False
    return (
        "n" in report.cue.frames
        or report.cue.lemma in ("find", "show")
        or ("i" in report.cue.frames and words[start].text == "to")
    )


def _takes_clause(words: list[Token], report: Report) -> bool:
    """Whether the verb reports a clause: attitudes that nobody need have voiced do not."""
    if report.cue.lemma in _ATTITUDES and not _is_document(words, report):
        return False
    return "s" in report.cue.frames or "t" in report.cue.frames


def _question(words: list[Token], report: Report, after: int) -> int | None:
    """`asked whether …`, `asked the mayor why …`."""
    if report.cue.lemma not in _ASKS:
        return None
    if words[after].text in _QUESTION:
        return after
    question = _hearer_end(words, after, _QUESTION)
    return question if question is not None or report.cue.lemma != "ask" else _told_to(words, after)


def _that_clause(words: list[Token], report: Report, after: int) -> int | None:
    return that_after(words, after) if _takes_clause(words, report) else None


def _hearer(words: list[Token], report: Report, after: int) -> int | None:
    """`told reporters that …`, `told the paper she …`."""
    if "o" not in report.cue.frames:
        return None
    that = _hearer_end(words, after, _THAT)
    if that is not None:
        return that + 1
    if report.cue.lemma == "promise":
        return None
    return _told_to(words, after) or _told_clause(words, after)


def _told_to(words: list[Token], after: int) -> int | None:
    """`told his advisers to …`: the index of `to` right behind the hearer."""
    found = noun_phrase(words, after)
    return found[1] if found and found[1] < len(words) and words[found[1]].text == "to" else None


def _infinitive(words: list[Token], report: Report, after: int) -> int | None:
    """`vowed to …`; but not `declined to be named`."""
    if "i" not in report.cue.frames or words[after].text != "to":
        return None
    passive = after + 1 < len(words) and words[after + 1].text == "be"
    return None if passive and report.cue.lemma == "decline" else after


def _object_or_clause(words: list[Token], report: Report, after: int) -> int | None:
    clause = _takes_clause(words, report)
    if clause and words[after].text in _QUESTION and words[after].text != "when":
        return after
    if report.cue.lemma == "call":
        return _called(words, after)
    bare = clause and "s" in report.cue.frames
    shown = report.cue.lemma in ("find", "show") and _is_document(words, report)
    if report.after is None and (shown or "n" in report.cue.frames) and not (bare and _starts_clause(words, after)):
        return _object(words, after)
    return _bare_clause(words, report, after) if bare else None


def _called(words: list[Token], after: int) -> int | None:
    """`called the charges a lie`, `called the charges baseless`: an object with what it is called."""
    found = noun_phrase(words, after)
    if found is None:
        return None
    if found[1] < len(words) and words[found[1]].text in ("a", "an"):
        return after
    last = words[found[1] - 1]
    adjective = last.tag == "N" and last.text.endswith(_ADJECTIVE) and found[1] - found[0] > 1
    return after if adjective else None


def _bare_clause(words: list[Token], report: Report, after: int) -> int | None:
    """A clause without `that`; after `say` it may open with a phrase (`said in politics it takes time`)."""
    if report.cue.lemma in _NEEDS_THAT:
        return None
    if words[after].tag in "VA" and not words[after].text.endswith("ing") and _is_gap(words, report):
        return after
    start = clause_after(words, after)
    says = report.cue.lemma in _SAY
    if start is None and says and words[after].tag in "PS" and any(word.tag in "VA" for word in words[after:]):
        return after
    if start is None:
        return None
    shows = report.cue.lemma == "show" and any(word.text.endswith("ing") for word in words[start : start + 6])
    return start if says or shows or has_verb(words, start) else None


def _is_gap(words: list[Token], report: Report) -> bool:
    """Whether the clause has its subject before the report: `which he said was …`, `what he called …`."""
    place = next((index for index, word in enumerate(words) if report.mention and word.start >= report.mention[0]), 0)
    return place > 0 and not report.inverted and words[place - 1].tag in "SWNX,"


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
    for index in range(after, min(after + _FURTHEST_HEARER, len(words))):
        word = words[index]
        if word.text in stops:
            return index
        if word.tag in "AM;:W" or (word.tag == "V" and (words[index - 1].tag != "D" or index == after)):
            return None
    return None


def _told_clause(words: list[Token], after: int) -> int | None:
    """The clause after a hearer, without `that`: told the paper | her group had never worked there."""
    found = noun_phrase(words, after)
    if found is None or found[1] >= len(words) or words[found[1]].tag not in "RDXNS":
        return None
    start = found[1]
    return start if has_verb(words, start) else None


def _object(words: list[Token], after: int) -> int | None:
    """The object of denied, rejected, urged …: a noun phrase, a gerund or a clause."""
    that = that_after(words, after)
    if that is not None:
        return that
    while after < len(words) and (words[after].tag == "B" or words[after].text == "on"):
        after += 2 if words[after].text == "on" else 1
    if after >= len(words) or words[after].tag not in "NXDR#V" or words[after].text.lower() in ("it", "this"):
        return None
    if words[after].text.lower() in TIME_WORDS or words[after].text in ("late", "early"):
        return None
    if any(word.text == "ago" for word in words[after : after + 4]):
        return None
    return after
