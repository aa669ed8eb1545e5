"""Names of people and bodies: runs of capitalised words, parted into title and name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stance.quotes.given_names import MEN, WOMEN
from stance.quotes.lexicon import HONORIFICS, ROLE_NOUNS, TIME_WORDS
from stance.quotes.words import CLASSES
from stance.quotes.wordsets import word_set

_WORD = r"[^\W\d_a-zß-öø-ÿ][^\W_]*(?:[-’'][^\W\d_a-zß-öø-ÿ][^\W_]*|-[^\W_]+)*"
_INITIALS = r"(?:[A-Z]\.)+"
_PARTICLE = r"(?:(?:de|del|della|van|von|der|den|bin|al|el|la|le|du|da|dos|di|ibn|of|of the)\s)"
_SHORT_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Sgt|Maj|Adm|Rev|Fr|Hon|St|Jr|Sr)\."
_PART = rf"(?:{_INITIALS}|{_SHORT_TITLE}|{_WORD})"
_RUN = re.compile(rf"(?=[^\W\d_a-zß-öø-ÿ]){_PART}(?:[^\S\n]{_PARTICLE}?{_PART})*")
_GIVEN = MEN | WOMEN
_LONGEST_RUN = 12
_ABBREVIATED = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Capt|Sgt|Maj|Adm|Rev|Fr|Hon|St|Jr|Sr)$"
)
TITLE_WORDS = (
    ROLE_NOUNS
    | HONORIFICS - word_set("sir dame lady lord king queen prince princess pope")
    | word_set(
        "former acting deputy vice assistant associate senior junior chief prime foreign attorney interim retired "
        "late first second lady republican democratic democrat conservative labour liberal democratic "
        "presidential u.s us house senate majority minority whip veterinarian administrator constable "
        "editor-in-chief editor ombudsman trooper corporal managing executive co-chair rear undersecretary "
        "minister-designate secretary-general count countess baron baroness duchess saint brother sister father "
        "mother grand lead master officer sergeant private warrant sub-inspector"
    )
)
ORG_WORDS = word_set(
    "university college school institute party department ministry council committee commission agency bureau "
    "office association federation union company corporation corp inc ltd llc group bank court house senate "
    "congress parliament assembly board authority service foundation fund trust center centre society league "
    "alliance network news times post journal herald tribune courier gazette review guardian telegraph "
    "magazine press wire radio tv television street avenue road river lake mount mountain island islands "
    "county city state states kingdom republic ocean sea monument gulf desert forest airport station hospital "
    "church museum theater theatre stadium park hotel hall square bridge act bill day war conference "
    "convention campaign administration government army navy police force forces coalition movement project "
    "program programme initiative strip region district province valley bay harbour harbor port coast north "
    "south east west northern southern eastern western united international national federal ledger "
    "observatory laboratory academy club cup open games olympics award awards series studios pictures records "
    "partners holdings industries systems technologies energy airlines railways railway line lines works mill "
    "mine mines brigade"
)
_NO_NAMES = frozenset(word.capitalize() for word, tag in CLASSES.items() if tag in "PSCDARBW") - {"Will", "May", "Don"}
_FORMS = frozenset(("mr", "mrs", "ms", "miss", "dr", "sen", "rep", "gov"))
_LEADING = word_set("the a an in on at for from by with as but and or if when while after before since his her")


@dataclass(slots=True)
class Name:
    """One occurrence of a name: where, the words of its title, and the words of the name itself."""

    start: int
    end: int
    title: tuple[str, ...]
    core: tuple[str, ...]
    core_start: int

    @property
    def full(self) -> str:
        """The name without its title."""
        return " ".join(self.core)


def find_names(text: str, start: int = 0, end: int | None = None) -> list[Name]:
    """Every run of capitalised words that is not only a sentence's first word, in order."""
    found = []
    for match in _RUN.finditer(text, start, len(text) if end is None else end):
        run = match[0]
        parted = None if run in _NO_NAMES else _parted(run)
        if parted:
            first, last, title, core, core_start = parted
            place = match.start()
            found.append(Name(place + first, place + last, title, core, place + core_start))
    return found


@lru_cache(maxsize=1 << 14)
def _parted(run: str) -> tuple[int, int, tuple[str, ...], tuple[str, ...], int] | None:
    """Start, end, title, core and the core's start of the name in a run of words, offsets into the run."""
    words = run.split()
    first = 0
    while words and _is_leading(words):
        first += run[first:].index(words[0]) + len(words[0])
        words = words[1:]
    if not words or len(words) > _LONGEST_RUN:
        return None
    if (
        words[-1].endswith(".")
        and not _ABBREVIATED.match(words[-1][:-1])
        and len(words[-1]) > 2
        and "." not in words[-1][:-1]
    ):
        words[-1] = words[-1][:-1]
    parted = _part(words)
    core = words[parted:]
    if (
        "of" in core[2:]
        and (parted or core[0].lower() in _GIVEN)
        and looks_like_person(tuple(core[: core.index("of")]))
    ):
        core = core[: core.index("of")]  # Gov. Ana Ruiz of Selm
    lowered = [word.lower() for word in core]
    if all(word in TIME_WORDS for word in lowered):
        return None
    end = run.rfind(core[-1]) + len(core[-1])
    start = run.find(words[0], first)
    core_start = run.find(core[0], start) if parted == 0 else run.rfind(core[0])
    return start, end, tuple(words[:parted]), tuple(core), core_start


def _is_leading(words: list[str]) -> bool:
    word = words[0]
    lowered = word.lower()
    if lowered in _LEADING or (lowered in ("of", "de", "la", "le") and word.islower()):
        return True
    if word in ("Said", "Says", "Asked", "According"):
        return len(words) > 1
    return lowered in CLASSES and CLASSES[lowered] in "PSCDARBW" and word not in ("Will", "May", "US", "Don")


def _part(words: list[str]) -> int:
    """How many leading words are a title: up to the last title word that leaves a name behind."""
    last = -1
    for index, word in enumerate(words[:-1]):
        if word.lower().rstrip(".") in TITLE_WORDS or (word.endswith(".") and _ABBREVIATED.match(word[:-1])):
            last = index
    if last < 0:
        return 0
    if words[last + 1].lower() in ("of", "for") or (last + 2 < len(words) and words[last + 1] == "of"):
        return max(len(words) - 2, 0) if len(words) - last > 4 else 0
    if last == len(words) - 2 and words[-1].lower() in TITLE_WORDS and words[last].rstrip(".").lower() not in _FORMS:
        return 0
    return last + 1


def looks_like_person(core: tuple[str, ...]) -> bool:
    """Whether a name without title reads like a person's: two to four words and none of a body or a place."""
    if not 2 <= len(core) <= 4:
        return False
    if core[0].isupper() and len(core[0]) > 2 and not core[-1].isupper():
        return False
    return not any(word.lower() in ORG_WORDS or word in ("of", "of the") for word in core)
