"""Everybody and every body an article names: full names, roles, and which surname belongs to whom."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from stance.quotes.cues import TABLE
from stance.quotes.given_names import MEN, WOMEN
from stance.quotes.lexicon import HE_WORDS, ROLE_NOUNS, SHE_WORDS
from stance.quotes.names import Name, find_names, looks_like_person
from stance.quotes.words import CLASSES

_APPOSITION = re.compile(
    r",\s+(?:\d+,\s+)?((?:(?:an?|the|its|his|her|their|who is|then)\s)?[^,.;:()“”\"\n\x01]{3,90}?)"
    r"(?=[,.;:—–(]|\s+and\s+said|\s+who\b|\x01|\s*$|\n)"
)
_PLAIN_WORD = re.compile(r"[\w’'&-]+")
_LONGEST_ROLE = 8
_APPOSED_TO = re.compile(
    r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|’s|'s)\s((?:(?!the\b|an?\b|its\b)[\w’'-]+\s){0,6}?[\w-]+)(?:\s(?:of|for|at|in)\s[^,.\n]{1,40})?,\s$"
)
_WORDS_END = re.compile(r"[\w-]+$")
_IN_FULL = {
    "sen": "senator",
    "rep": "representative",
    "gov": "governor",
    "gen": "general",
    "prof": "professor",
    "dr": "doctor",
    "col": "colonel",
    "capt": "captain",
    "lt": "lieutenant",
    "sgt": "sergeant",
    "adm": "admiral",
    "rev": "reverend",
    "maj": "major",
}
_ROLE_WORD = re.compile(r"[\w-]+")
_HEAD_ENDS = re.compile(r"\s(?:of|for|to|at|in|from|with|and)\s")
_NOT_A_ROLE = re.compile(
    r"(?:who|which|said|says|told|but|and|or|on|in|at|after|as|when|while|with|he|she|they|it|because)\b"
)


@dataclass(slots=True)
class Entity:
    """A person or body: its fullest name, where it occurs, its roles as the article words them, he or she."""

    name: str
    person: bool
    places: list[int] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    role_words: set[str] = field(default_factory=set)
    sex: str = ""
    known: bool = False  # shown to be a person: by a title, a given name, a role, or being named by surname


_ROLES_FROM = 6  # occurrences of a name that are read for roles
_PLACED = re.compile(r"\b(?:in|at|near|from|on|across|to|outside)\s+$")


class People:
    """The entities of one article; find them by a mention's words and its place."""

    def __init__(self, text: str, skeleton: str, title: str | None = None) -> None:
        """Read the names of `text`; roles are read off `skeleton`, where marked stretches are filled over."""
        self.text = text
        self.skeleton = skeleton
        self.names = find_names(text)
        self.starts = [name.start for name in self.names]
        self.by_full: dict[tuple[str, ...], Entity] = {}
        self.by_word: dict[str, list[Entity]] = {}
        self.order: list[Entity | None] = []
        self.described: dict[str, list[Entity]] = {}
        for name in self.names + (find_names(title) if title else []):
            if len(name.core) > 1:
                self._add(name)
        for name in self.names:
            self.order.append(self._note(name))

    def _add(self, name: Name) -> Entity:
        core = name.core
        entity = self.by_full.get(core)
        if entity is None:
            person = looks_like_person(core)
            entity = self._same_person(core) if person else None
            if entity is None:
                entity = Entity(name.full, person)
                for word in dict.fromkeys((_surname(core), core[0])) if person else ():
                    self.by_word.setdefault(word.replace("'", "’"), []).append(entity)
            elif len(name.full) > len(entity.name):
                entity.name = name.full
            self.by_full[core] = entity
        return entity

    def _same_person(self, core: tuple[str, ...]) -> Entity | None:
        """An entity with the same first and last name, with or without what stands between."""
        short = (core[0], core[-1])
        for entity in self.by_word.get(_surname(core).replace("'", "’"), ())[:20]:
            words = entity.name.split()
            if (
                (words[0], words[-1]) == short
                or tuple(words[-len(core) :]) == core
                or core[-len(words) :] == tuple(words)
            ):
                return entity
        return None

    def _note(self, name: Name) -> Entity | None:
        entity = (
            self.by_full.get(name.core) if len(name.core) > 1 else self.of_word(name.core[0], name.start, name.title)
        )
        if entity is None and len(name.core) == 1 and name.title:
            entity = Entity(name.full, True)  # known by title and surname only
            self.by_word[name.core[0].replace("'", "’")] = [entity]
        if entity is None:
            return None
        if len(entity.places) < 50:
            entity.places.append(name.start)
            if len(name.core) == 1 or name.title:
                entity.known = True
            if len(entity.places) < _ROLES_FROM:
                self._note_role(entity, name)
        return entity

    def _note_role(self, entity: Entity, name: Name) -> None:
        role = _title_role(self.skeleton, name) or ""
        after = _role_after(self.skeleton, name.end) or ""
        for found in (role, after):
            words = [_IN_FULL.get(word.lower(), word.lower()) for word in _ROLE_WORD.findall(found)]
            if words and found not in entity.roles:
                entity.roles.append(found)
                for word in words:
                    if word not in entity.role_words:
                        entity.role_words.add(word)
                        self.described.setdefault(word, []).append(entity)
        if not entity.sex and entity.person:
            entity.sex = _sex(entity, name)
        if entity.sex or entity.role_words & ROLE_NOUNS:
            entity.known = True

    def of_word(self, word: str, place: int, title: tuple[str, ...] = ()) -> Entity | None:
        """The entity a surname or given name stands for: of those of that sex, the one the article names first.

        A bare surname means the article's own figure; the namesakes (a wife, a brother) come with their given names.
        """
        word = word.replace("'", "’")
        candidates = self.by_word.get(word) or (word.isupper() and self.by_word.get(_lower_label(word))) or None
        if not candidates:
            return None
        if len(candidates) == 1:
            return candidates[0]
        wanted = _sex_of_words(title)
        for entity in candidates[:20]:
            if not (wanted and entity.sex and entity.sex != wanted):
                return entity
        return candidates[0]

    def names_between(self, start: int, end: int) -> list[tuple[Name, Entity | None]]:
        """The names that start in a stretch, with their entities."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return list(zip(self.names[first:last], self.order[first:last], strict=True))


def _surname(core: tuple[str, ...]) -> str:
    """The last word of a name, before Jr. and the like."""
    return core[-2] if len(core) > 2 and core[-1].rstrip(".") in ("Jr", "Sr", "II", "III", "IV") else core[-1]


def _lower_label(word: str) -> str:
    """ADICHIE-ROLFE, a transcript's label, as the name is written elsewhere."""
    return "-".join(part.capitalize() for part in word.split("-"))


def _title_role(skeleton: str, name: Name) -> str | None:
    """The role in front of a name: capitalised titles, and lower-case role nouns before them."""
    before = skeleton[max(0, name.start - 90) : name.start]
    apposed = _APPOSED_TO.search(before) if before.endswith(", ") else None
    if apposed:
        return apposed[1] if _WORDS_END.search(apposed[1])[0].lower() in ROLE_NOUNS else None  # type: ignore[index]
    words = _words_at_end(before)
    lowered = " ".join(_role_phrase(words)) if words and _may_be_role(words[-1]) else ""
    title = " ".join(word for word in name.title if word.rstrip(".") not in ("Mr", "Mrs", "Ms", "Miss"))
    return (lowered + " " + title).strip() or None


def _words_at_end(before: str) -> list[str]:
    """The last words of a line, up to eight, with no sign between them."""
    if not before.endswith(" "):
        return []
    words: list[str] = []
    for word in reversed(before[before.rfind("\n") + 1 :].split()[-_LONGEST_ROLE:]):
        if not _PLAIN_WORD.fullmatch(word):
            break
        words.append(word)
    return words[::-1]


def _may_be_role(word: str) -> bool:
    """Whether a lower-case word before a person's name can be a role: no function word, verb or adverb."""
    if not word[0].islower() or not word[0].isalpha():
        return False
    lowered = word.lower()
    if lowered in ROLE_NOUNS:
        return True
    return lowered not in CLASSES and lowered not in TABLE and not lowered.endswith(("ly", "ed", "ing", "s"))


def _role_phrase(words: list[str]) -> list[str]:
    phrase: list[str] = []
    for word in reversed(words):
        if word.lower() in CLASSES or word.lower() in TABLE or word.endswith("ed"):
            break
        phrase.append(word)
    return phrase[::-1]


def _role_after(skeleton: str, end: int) -> str | None:
    match = _APPOSITION.match(skeleton, end)
    if not match or _NOT_A_ROLE.match(match[1]):
        return None
    role = re.sub(r"^(?:an?|the|who is|then)\s", "", match[1].strip())
    words = [word.lower() for word in _ROLE_WORD.findall(role)]
    if any(word in ROLE_NOUNS or word.rstrip("s") in ROLE_NOUNS for word in words):
        return role
    return role if re.match(r"(?:an?|the|its|his|her)\s", match[1]) else None


def _sex_of_words(words: Iterable[str]) -> str:
    for word in words:
        lowered = word.lower().rstrip(".")
        if lowered in SHE_WORDS:
            return "she"
        if lowered in HE_WORDS:
            return "he"
    return ""


def _sex_of_roles(roles: list[str]) -> str:
    """What the heads of the roles say, the earliest role first: Miss Hartnoll’s brother is a man."""
    for role in roles:
        head = _HEAD_ENDS.split(role, maxsplit=1)[0]
        sex = _sex_of_words(reversed(_ROLE_WORD.findall(head)))
        if sex:
            return sex
    return ""


def _sex(entity: Entity, name: Name) -> str:
    sex = _sex_of_words(name.title) or _sex_of_roles(entity.roles)
    if sex:
        return sex
    given = entity.name.split()[0].lower()
    if given in WOMEN:
        return "she"
    return "he" if given in MEN else ""
