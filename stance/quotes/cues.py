"""The words that report: which they are, and where they stand outside quotation marks."""

from __future__ import annotations

import re
from typing import NamedTuple

from stance.quotes.reporting_nouns import NOUNS

# Frames: s = takes a clause without `that` (said), t = takes a clause with `that`, o = a hearer first (told
# reporters that), n = a noun phrase or gerund (denied taking), i = to + infinitive (vowed to), q = only with marks
_FRAMES = {
    "st": "say show add insist argue claim maintain contend assert allege reckon believe think note predict concede "
    "admit acknowledge suggest estimate confirm report announce explain stress reiterate declare conclude "
    "caution joke complain recall boast swear find",
    "t": "state reply respond observe remark emphasize emphasise underline underscore point_out reveal disclose "
    "testify write tweet post comment signal indicate speculate hint imply warn fear hope agree affirm "
    "reaffirm counter retort propose recommend lament quip charge reason show proclaim profess repeat decide "
    "rule make_clear make_it_clear wonder remember project object specify calculate confess grumble guarantee "
    "stipulate suspect forecast certify attest worry clarify gripe tease assume lecture blog",
    "o": "tell remind assure inform notify warn persuade convince advise promise",
    "n": "deny dismiss reject rule_out dispute rebut refute condemn denounce criticize criticise praise blame "
    "accuse describe welcome acknowledge defend question blast slam mock ridicule decry deplore demand "
    "warn_of warn_against call_for call_on urge hail deride brand label dub confirm announce propose cite "
    "point_to refer_to mention talk_about speak_about speak_of express recommend thank congratulate credit "
    "applaud salute commend scold chide rebuke disavow echo reiterate repeat stress emphasize emphasise "
    "challenge object_to advocate ask_for request push_for press_for lash_out_at complain_about complain_of "
    "allude_to joke_about boast_of boast_about brag_about apologize_for apologise_for insist_on pan implore "
    "beg lambaste lambast berate bash skewer lament bemoan tout hint_at imply predict outline detail "
    "summarize concede admit recount explain declare reveal suggest repudiate vow threaten note report recall "
    "underscore disown contradict disparage trash attack rail_against take_issue_with touch_on downplay "
    "weigh_in_on vouch_for plead_guilty_to argue_for argue_against lay_out invoke compare liken voice press "
    "write_about disclose portray characterize characterise agree_with disagree_with highlight hint_at reference "
    "attribute rip savage assail discuss worry_about encourage instruct order comment_on remark_on post tweet "
    "push_back_against push_back_on speak_out_against take_aim_at bring_up decry bash claim argue read "
    "make_fun_of poke_fun_at shrug_off laugh_off brush_off call_out warn",
    "i": "vow refuse pledge promise threaten urge ask decline demand agree propose offer",
    "q": "ask call continue begin shout yell cry scream whisper mutter murmur chant answer tout recount refer_to "
    "characterize characterise cite quote sing chime_in interject exclaim beam sigh laugh shrug snap crow "
    "vent fume conclude marvel muse opine intone gush bemoan blurt bark thunder rant boom read term compare "
    "liken portray depict paint attack rail accuse denounce scoff urge thank express object order plead "
    "pronounce protest recite relate scold sneer rip encourage highlight implore push attribute tease offer "
    "echo summarize summarise lambaste lambast berate chide rebuke invoke preach apologize apologise brag "
    "grumble groan growl bellow declaim press concur elaborate clarify venture allude reflect speak talk "
    "chuckle grin smile quipped nod put_it voice label trumpet tag sum_up confide pray rejoice shoot_back "
    "fire_back hit_back cut_in chip_in break_in call_out speak_out lash_out boo go_on riff refuse endorse "
    "discuss",
}
_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote writing written",
    "think": "thinks thought thinking",
    "find": "finds found finding",
    "swear": "swears swore swearing",
    "begin": "begins began beginning",
    "cry": "cries cried crying",
    "deny": "denies denied denying",
    "testify": "testifies testified testifying",
    "show": "shows showed showing shown",
    "speak_about": "speaks_about spoke_about speaking_about",
    "speak_of": "speaks_of spoke_of speaking_of",
    "beg": "begs begged begging",
    "pan": "pans panned panning",
    "make_clear": "makes_clear made_clear making_clear",
    "make_it_clear": "makes_it_clear made_it_clear making_it_clear",
    "forecast": "forecasts forecast forecasting",
    "shoot_back": "shot_back shoots_back shooting_back",
    "hit_back": "hit_back hits_back hitting_back",
    "cut_in": "cut_in cuts_in cutting_in",
    "break_in": "broke_in breaks_in breaking_in",
    "speak_out": "spoke_out speaks_out speaking_out",
    "go_on": "went_on goes_on going_on",
    "rule_out": "rules_out ruled_out ruling_out",
    "point_out": "points_out pointed_out pointing_out",
    "sing": "sings sang singing",
    "read": "read reads reading",
    "put_it": "put_it puts_it putting_it",
    "reply": "replies replied replying",
    "imply": "implies implied implying",
    "decry": "decries decried decrying",
    "notify": "notifies notified notifying",
    "clarify": "clarifies clarified clarifying",
    "speak": "speaks spoke speaking",
    "rip": "rips ripped ripping",
    "refer_to": "refers_to referred_to referring_to",
    "quip": "quips quipped quipping",
    "snap": "snaps snapped snapping",
    "nod": "nods nodded nodding",
    "dub": "dubs dubbed dubbing",
    "slam": "slams slammed slamming",
    "brag": "brags bragged bragging",
    "sum_up": "sums_up summed_up summing_up",
    "grin": "grins grinned grinning",
    "plead": "pleads pleaded pled pleading",
    "liken": "likens likened likening",
    "label": "labels labeled labelled labeling labelling",
    "signal": "signals signaled signalled signaling",
    "tag": "tags tagged tagging",
    "worry": "worries worried worrying",
    "worry_about": "worries_about worried_about worrying_about",
    "take_issue_with": "takes_issue_with took_issue_with taking_issue_with",
    "take_aim_at": "takes_aim_at took_aim_at taking_aim_at",
    "lay_out": "lays_out laid_out laying_out",
    "bring_up": "brings_up brought_up bringing_up",
    "speak_out_against": "speaks_out_against spoke_out_against speaking_out_against",
    "write_about": "writes_about wrote_about writing_about",
    "make_fun_of": "makes_fun_of made_fun_of making_fun_of",
    "blog": "blogs blogged blogging",
}


class Cue(NamedTuple):
    """A reporting word: its place, its frames, and its form (f finite, g -ing, b base, a according to, n noun)."""

    start: int
    end: int
    lemma: str
    frames: str
    form: str


def _forms(lemma: str) -> list[tuple[str, str]]:
    if lemma in _IRREGULAR:
        rest = _IRREGULAR[lemma].split()
    else:
        head, sep, tail = lemma.partition("_")
        tail = sep + tail
        if head.endswith("e"):
            past, ing = head + "d", head[:-1] + "ing"
        else:
            past, ing = head + "ed", head + "ing"
        third = head + ("es" if head.endswith(("s", "sh", "ch", "x")) else "s")
        rest = [third + tail, past + tail, ing + tail]
    return [(lemma, "b")] + [(form, "g" if form.split("_")[0].endswith("ing") else "f") for form in rest]


def _table() -> dict[str, tuple[str, str, str]]:
    frames: dict[str, str] = {}
    for frame, lemmas in _FRAMES.items():
        for lemma in lemmas.split():
            frames[lemma] = frames.get(lemma, "") + frame
    table = {}
    for lemma, frame in frames.items():
        for form, kind in _forms(lemma):
            table[form.replace("_", " ")] = (lemma, frame, kind)
    for noun in NOUNS:
        table.setdefault(noun, (noun, "", "n"))
    table["according to"] = ("according to", "", "a")
    return table


TABLE = _table()


def _trie_pattern(words: list[str]) -> str:
    """A regular expression for a list of words that reads each character of the text about once."""
    groups: dict[str, list[str]] = {}
    ends = False
    for word in words:
        if word:
            groups.setdefault(word[0], []).append(word[1:])
        else:
            ends = True
    if not groups:
        return ""
    parts = [re.escape(head) + _trie_pattern(tails) for head, tails in sorted(groups.items())]
    body = parts[0] if len(parts) == 1 and not ends else "(?:" + "|".join(parts) + ")"
    return body + "?" if ends and len(parts) > 1 else ("(?:" + body + ")?" if ends else body)


_BEHIND_NOUN = (" that ", " to ", " by ", " from ")
_OPENING = ["According to", "Said", "Says", "Asked"] + [
    form.capitalize() for form, (_, frames, kind) in TABLE.items() if kind == "g" and frames != "q"
]
_CUE = re.compile(r"\W(?:" + _trie_pattern(sorted([*TABLE, *_OPENING])) + r")\b(?![’'-]\w)")


def find_cues(skeleton: str) -> list[Cue]:
    """Every reporting word outside marked stretches, in order."""
    table = TABLE
    found = []
    for match in _CUE.finditer("\n" + skeleton):  # the sign before a cue takes part in the match
        word = match[0][1:]
        lemma, frames, form = table.get(word) or table[word.lower()]
        start, end = match.start(), match.end() - 1
        if form != "n" or skeleton.startswith(_BEHIND_NOUN, end):
            found.append(Cue(start, end, lemma, frames, form))
    return found
