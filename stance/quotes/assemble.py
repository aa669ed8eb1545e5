"""Quotes put together from reports and marked stretches, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from stance.quotes.binding import bind
from stance.quotes.claims import claimed_by, followed_by, is_question_label, labelled_by, signed_by, subject_of
from stance.quotes.cues import Cue, find_cues
from stance.quotes.events import Report, Sentence, read_reports
from stance.quotes.headlines import labelled_headline
from stance.quotes.indirect import indirect_spans
from stance.quotes.paragraphs import paragraphs
from stance.quotes.sentences import sentences, skeleton_of
from stance.quotes.spans import Marked, marked_stretches
from stance.quotes.transcripts import turns
from stance.quotes.types import Kind, Span

_SENTENCE_LIKE = 40
_LONGEST_HEADLINE = 200
_FEWEST_BLOCKS = 3
_LONGEST_RUN_ON = 400


@dataclass(slots=True)
class Draft:
    """A quote in the making."""

    spans: list[Span]
    kind: Kind
    mention: Span | None
    cue: Span | None
    confidence: float = 1.0
    paragraph: int = 0


class Assembler:
    """Reads one article: `drafts` are its quotes in the making, `starts` where its sentences start."""

    def __init__(self, text: str) -> None:
        """Read `text`; all the work is done here."""
        self.text = text
        self.blocks = paragraphs(text)
        stretches = marked_stretches(text, self.blocks)
        self.singles = sum(stretch.single for stretch in stretches) * 2 > len(stretches)
        self.skeleton = skeleton_of(text, stretches)
        self.drafts: list[Draft] = []
        self.last: Draft | None = None
        self.previous: Sentence | None = None
        self.starts: list[int] = []
        self.turns = turns(text, self.blocks)
        self._headline()
        self._read(self._sentences(stretches, find_cues(self.skeleton)))

    def _sentences(self, stretches: list[Marked], cues: list[Cue]) -> list[Sentence]:
        found = []
        mark = cue = 0
        for number, block in enumerate(self.blocks):
            for start, end in sentences(self.text, self.skeleton, block):
                first_mark, first_cue = mark, cue
                while mark < len(stretches) and stretches[mark].start < end:
                    mark += 1
                while cue < len(cues) and cues[cue].start < end:
                    cue += 1
                found.append(Sentence(start, end, number, stretches[first_mark:mark], cues[first_cue:cue]))
        return found

    def _read(self, found: list[Sentence]) -> None:
        turned = set()
        for place, sentence in enumerate(found):
            self.starts.append(sentence.start)
            if sentence.paragraph in self.turns:
                if sentence.paragraph not in turned:
                    turned.add(sentence.paragraph)
                    self._turn(sentence.paragraph)
                continue
            leads = place + 1 < len(found) and bool(found[place + 1].marked)
            read_reports(self.skeleton, sentence, leads)
            self._sentence(sentence)
            self.previous = sentence

    def _headline(self) -> None:
        """An unmarked headline `X: …` over more paragraphs is indirect speech of X."""
        if len(self.blocks) < _FEWEST_BLOCKS or 0 in self.turns:
            return
        found = labelled_headline(self.skeleton, self.blocks[0])
        if found:
            self.drafts.append(Draft([found[1]], "indirect", found[0], None, 0.7))

    def _turn(self, paragraph: int) -> None:
        label, said = self.turns[paragraph]
        self.last = Draft([said], "direct", label, None, 0.9, paragraph)
        self.drafts.append(self.last)

    def _sentence(self, sentence: Sentence) -> None:
        loose = bind(self.text, sentence)
        found = []
        for report in sentence.reports:
            if report.held:
                found.append(self._held(report))
            else:
                spans = indirect_spans(sentence, report)
                if spans:
                    found.append(Draft(spans, "indirect", report.mention, (report.cue.start, report.cue.end)))
        for draft in outermost(found):
            self._add(draft, sentence)
        held = [report for report in sentence.reports if report.held]
        if held and self.last and self.last.kind == "indirect":
            self.last = next(draft for draft in reversed(self.drafts) if draft.kind != "indirect")
        for stretch in loose:
            self._loose(sentence, stretch)

    def _add(self, draft: Draft, sentence: Sentence) -> None:
        draft.paragraph = sentence.paragraph
        self.last = draft
        self.drafts.append(draft)

    def _held(self, report: Report) -> Draft:
        spans = [(stretch.start, stretch.end) for stretch in report.held]
        cue = (report.cue.start, report.cue.end)
        return Draft(spans, kind_of(self.text, spans[0], cue), report.mention, cue)

    def _loose(self, sentence: Sentence, stretch: Marked) -> None:
        """A stretch without a report: the run-on of the quote before, a quote of its own, or nobody's words."""
        span = (stretch.start, stretch.end)
        if self._continues(stretch) or self._is_subheading(sentence, stretch):
            return
        after = followed_by(self.text, sentence, stretch)
        if after:
            self._add(Draft([span], "direct", *after, 0.9), sentence)
            return
        label = labelled_by(self.text, sentence, stretch) or signed_by(self.text, sentence, stretch)
        if label or is_question_label(self.text, sentence, stretch):
            self._add(Draft([span], kind_of(self.text, span, None), label, None, 0.9), sentence)
            return
        whole = self._is_whole(sentence, stretch)
        mention = None if whole else claimed_by(self.text, sentence, stretch)
        if mention:
            self.drafts.append(Draft([span], "mixed", mention, None, 0.6))
        elif sentence.paragraph == 0 and self._is_headline(stretch):
            self.drafts.append(Draft([span], kind_of(self.text, span, None), None, None, 0.7))
        elif whole or stretch.end - stretch.start >= _SENTENCE_LIKE:
            self._run_on(sentence, stretch)

    def _is_subheading(self, sentence: Sentence, stretch: Marked) -> bool:
        """Whether a stretch in single marks stands alone in an article that quotes in double ones."""
        return stretch.single and not self.singles and sentence.paragraph > 0

    def _is_headline(self, stretch: Marked) -> bool:
        """Whether a stretch stands in a headline and is more than a word: what somebody said, named or not."""
        start, end = self.blocks[0]
        inner = self.text[stretch.start : stretch.end]
        return len(self.blocks) >= _FEWEST_BLOCKS and end - start <= _LONGEST_HEADLINE and inner.count(" ") > 0

    def _continues(self, stretch: Marked) -> bool:
        """Whether the stretch carries on the open one of the paragraph before."""
        if not stretch.continues or self.last is None or self.last.kind == "indirect":
            return False
        self.last.spans.append((stretch.start, stretch.end))
        return True

    def _run_on(self, sentence: Sentence, stretch: Marked) -> None:
        span = (stretch.start, stretch.end)
        last = self.last
        led = self.text[sentence.start : stretch.start].rstrip().endswith(":")
        if last and last.kind != "indirect" and not led and self._is_next(last, sentence, stretch):
            last.spans.append(span)
            return
        mention = last.mention if last else None
        if self.previous and self.previous.words and not self.previous.marked:
            mention = subject_of(self.previous) or mention
        self._add(Draft([span], kind_of(self.text, span, None), mention, None, 0.8), sentence)

    def _is_next(self, last: Draft, sentence: Sentence, stretch: Marked) -> bool:
        """Whether a draft ended in this sentence or the one before, in the same paragraph."""
        if last.paragraph != sentence.paragraph or stretch.start - last.spans[-1][1] > _LONGEST_RUN_ON:
            return False
        return self.previous is None or last.spans[-1][1] > self.previous.start

    def _is_whole(self, sentence: Sentence, stretch: Marked) -> bool:
        """Whether a stretch is all there is in its sentence."""
        text = self.text
        return not text[sentence.start : stretch.start].strip() and not text[stretch.end : sentence.end].strip(" \n.,")


def outermost(drafts: list[Draft]) -> list[Draft]:
    """The drafts without those that another one's indirect content holds, cue and all.

    What a speaker says about somebody else's words is part of the speaker's own, as marks inside marks are.
    """
    spans = sorted(span for draft in drafts if draft.kind == "indirect" for span in draft.spans)
    if len(drafts) < 2 or not spans:
        return drafts
    starts = [start for start, _ in spans]
    reach = list(accumulate((end for _, end in spans), max))  # how far the spans up to each one go
    kept = []
    for draft in drafts:
        whole = [*draft.spans, draft.cue] if draft.cue else draft.spans
        place = bisect_right(starts, min(start for start, _ in whole))
        if draft.kind != "indirect" or not place or reach[place - 1] < max(end for _, end in whole):
            kept.append(draft)
    return kept


def kind_of(text: str, span: Span, cue: Span | None) -> Kind:
    """Direct where the words stand by themselves, mixed where they are part of the reporter's own sentence."""
    before = text[max(span[0] - 8, 0) : span[0]].rstrip(" ")
    inner = text[span[0] + 1 : span[1]].lstrip("“\"'‘ ")
    if not before or before[-1] in ':\n.!?”"':
        return "direct"
    if inner[:1].islower():
        told = cue is not None and not text[cue[1] : span[0]].strip(" ,")
        return "direct" if before[-1] == "," and told and inner.count(" ") > 3 else "mixed"
    if before[-1] in ",—–-" or (cue and cue[0] > span[0]):
        return "direct"
    return "direct" if inner.count(" ") > 2 and not before.endswith("that") else "mixed"
