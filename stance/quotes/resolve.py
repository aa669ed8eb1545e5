"""From the mention beside a quote to the fullest name and the role the article gives."""

from __future__ import annotations

import re
from bisect import bisect_right

from stance.quotes.lexicon import HE_WORDS, HYPERNYMS, ROLE_NOUNS, SHE_WORDS
from stance.quotes.names import Name
from stance.quotes.people import Entity, People
from stance.quotes.types import Span, Speaker
from stance.quotes.wordsets import word_set

_SENTENCES_BACK = 12
_HE_SHE = {"he": "he", "she": "she", "his": "he", "her": "she"}
_PLURAL = frozenset(("they", "their", "we", "it", "i", "you", "some", "others", "many", "several", "both"))
_WORD = re.compile(r"[\w’'-]+")
_CUT = re.compile(r"\s(?:of|for|from|at|in|with|to|on|who|which|that)\s")
_BODY = re.compile(r"[Tt]he (?:[A-Z][\w’'.-]*\s)+(?:(?:of|and|for|&)(?: the)?\s(?:[A-Z][\w’'.-]*\s?)+)+")
_BODY_BACK = 4
_BODIES = word_set(
    "company firm group bank ministry agency department party union club studio line team council commission "
    "committee association federation institute university regulator operator foundation charity paper "
    "newspaper network"
)
_SOMEONE = ROLE_NOUNS | SHE_WORDS | HE_WORDS | {"person", "one"}
_TO_NAME = re.compile(r"(?:\s+(?:who|of|for|from|at|in)\s[^,.\n\x01]{1,60})?,\s(?=[A-Z])")
_OPENING = re.compile(
    r"(?:The|An?|One|His|Her|Their|Its)\s(?:[\w’'-]+\s){0,3}?[\w’'-]+(?=,|\s(?:who|said|says|is|was|had|has|of|for|from|at|in|with)\b|\s\w+ed\b)"
)
_LEADING = re.compile(r"^(?:the|an?|one|another|its|his|her|their)\s+", re.I)
_DOES = re.compile(r",\s|\s(?:who|is|was|has|had|will|would|can|could|did|does|[a-z]+ed|says|said)\b")
_PLACED = re.compile(r"\b(?:in|at|near|from|on|across|to|outside|of|the)\s+$")
_TITLES: dict[str, str | None] = {
    "Sen": "senator",
    "Rep": "representative",
    "Gov": "governor",
    "Gen": "general",
    "Col": "colonel",
    "Capt": "captain",
    "Lt": "lieutenant",
    "Sgt": "sergeant",
    "Maj": "major",
    "Adm": "admiral",
    "Prof": "professor",
    "Dr": "doctor",
    "Rev": "reverend",
    "Mr": None,
    "Mrs": None,
    "Ms": None,
    "Miss": None,
    "Hon": None,
}


class Resolver:
    """Resolves mentions in the order in which they stand in the article, so that pronouns can look back."""

    def __init__(self, people: People, sentence_starts: list[int], mentions: list[Span]) -> None:
        """`sentence_starts` are the starts of the article's sentences, `mentions` all that will be asked for."""
        self.people = people
        self.starts = sentence_starts
        self.said: dict[int, Entity] = {}
        self.nameless: set[int] = set()
        for start, end in mentions:
            for _, entity in people.names_between(start, end):
                if entity and entity.person:
                    entity.known = True

    def speaker(self, mention: Span) -> Speaker:
        """The speaker behind a mention."""
        start, end = mention
        text = self.people.text[start:end]
        entity = self._entity(text, start, end)
        if entity is None:
            if _is_someone(text):
                self.nameless.add(bisect_right(self.starts, start) - 1)
            return Speaker(text, start, end, None, _own_role(text))
        sentence = bisect_right(self.starts, start) - 1
        self.said[sentence] = entity
        return Speaker(text, start, end, entity.name, _best_role(entity.roles))

    def _entity(self, text: str, start: int, end: int) -> Entity | None:
        lowered = text.lower()
        if lowered in _HE_SHE:
            return self._pronoun(_HE_SHE[lowered], start)
        if lowered == "it":
            return self._last_body(start)
        if lowered in _PLURAL:
            return None
        if _BODY.fullmatch(text):
            return self._body(text, start)
        return self._named(text, start, end) or self._described(text, start)

    def _body(self, text: str, start: int) -> Entity:
        """A body whose name has `of` or `and` in it: the Federation of Signal and Footplate Workers."""
        name = _LEADING.sub("", text)
        key = tuple(name.split())
        entity = self.people.by_full.get(key)
        if entity is None:
            entity = self.people.by_full[key] = Entity(name, False, [start])
        return entity

    def _named(self, text: str, start: int, end: int) -> Entity | None:
        """The entity whose name is the head of the phrase, or stands in apposition to it."""
        head_end = end
        cut = _CUT.search(text)
        found = self.people.names_between(start, end)
        if found and ", " in text and self.people.text[found[-1][0].start - 2 : found[-1][0].start] == ", ":
            return self._apposition(text, start, *found[-1])
        if cut:
            head_end = start + cut.start()
        for name, entity in found:
            if name.start >= head_end and not (name.start <= start + 4):
                break
            if name.end < head_end and _goes_on_past(text[name.end - start : head_end - start]):
                continue
            if _is_possessive(self.people.text, name):
                continue
            return entity or (None if _is_plural_role(name) else self._single(name))
        return self._apposed(text, end)

    def _apposition(self, text: str, start: int, name: Name, entity: Entity | None) -> Entity:
        """The name at the end of “the mayor, Ana Ruiz”; what stands before the comma is the role."""
        entity = entity or self._single(name)
        role = _LEADING.sub("", text[: name.start - start - 2])
        if role and role not in entity.roles:
            entity.roles.insert(0, role)
        return entity

    def _single(self, name: Name) -> Entity:
        """A name without a fuller form in the article: a body, or a person named once."""
        entity = self.people.by_full.get(name.core)
        if entity is None:
            entity = Entity(name.full, bool(name.title), [name.start])
            if name.title:
                entity.roles.append(" ".join(name.title))
            self.people.by_full[name.core] = entity
        return entity

    def _apposed(self, text: str, end: int) -> Entity | None:
        """The name after the phrase: “the spokesman, Pell Arriaga, said”."""
        match = _TO_NAME.match(self.people.text, end)
        if not match or not _is_role_phrase(text):
            return None
        for name, entity in self.people.names_between(match.end(), match.end() + 1):
            if entity and entity.person and len(name.core) > 1:
                role = _LEADING.sub("", text)
                if role not in entity.roles:
                    entity.roles.insert(0, role)
                return entity
        return None

    def _described(self, text: str, start: int) -> Entity | None:
        """Who “the minister” is: the person of that role who was named last before."""
        words = text.split()
        if words[0].lower() not in ("the", "this", "that", "his", "her", "their", "its"):
            return None
        head = _head(text)
        if head in _BODIES:
            return self._last_body(start)
        if not head or (head.endswith("s") and head not in ROLE_NOUNS):
            return None
        best, best_place = None, -1
        for word in (head, *sorted(HYPERNYMS.get(head, ()))):
            for entity in self.people.described.get(word, ())[:50]:
                place = _last_place(entity, start)
                if place > best_place and place < start:
                    best, best_place = entity, place
            if best:
                return best
        return None

    def _last_body(self, start: int) -> Entity | None:
        """The body that spoke last, a few sentences back at most."""
        sentence = bisect_right(self.starts, start) - 1
        for back in range(sentence, max(sentence - _BODY_BACK, -1), -1):
            said = self.said.get(back)
            if said is not None:
                return None if said.person else said
        return None

    def _pronoun(self, pronoun: str, start: int) -> Entity | None:
        sentence = bisect_right(self.starts, start) - 1
        found = self._in_stretch(self.starts[sentence], start, pronoun)
        if found:
            return found
        for back in range(sentence - 1, max(sentence - _SENTENCES_BACK, -1), -1):
            if back in self.nameless:
                return None
            first = self.people.skeleton[self.starts[back] : self.starts[back] + 4]
            said = self.said.get(back)
            if not said and first.lower().startswith(pronoun + " "):
                continue  # the same person, still unnamed
            if said and said.person and said.sex in ("", pronoun):
                return said
            start, end = self.starts[back], self.starts[back + 1]
            opening = _OPENING.match(self.people.skeleton, start, end)
            if opening and _is_someone(opening[0]):
                found = self._described(opening[0], start + 1)
                if found is None or found.sex in ("", pronoun):
                    return found
            found = self._in_stretch(start, end, pronoun)
            if found:
                return found
        return None

    def _in_stretch(self, start: int, end: int, pronoun: str) -> Entity | None:
        skeleton = self.people.skeleton
        for name, entity in self.people.names_between(start, end):
            if entity is None or not entity.person or entity.sex not in ("", pronoun):
                continue
            if not entity.known and not _is_subject(skeleton, name):
                continue
            if skeleton[name.start] != "\x01" and not _is_possessive(skeleton, name):
                return entity
        return None


def _goes_on_past(rest: str) -> bool:
    """Whether the phrase goes on after a name, so that the name is no head (“the Trump campaign”)."""
    words = _WORD.findall(rest)
    return bool(words) and words[0][0].islower() and words[0] not in ("and", "or")


def _is_possessive(text: str, name: Name) -> bool:
    return text[name.end : name.end + 2] in ("’s", "'s", "s’", "s'") or (
        text[name.end : name.end + 1] in ("’", "'") and text[name.end - 1] == "s"
    )


def _is_subject(skeleton: str, name: Name) -> bool:
    """Whether a name reads like a person who does something: no preposition before it, a verb or a comma after."""
    return bool(_DOES.match(skeleton, name.end)) and not _PLACED.search(skeleton, max(0, name.start - 12), name.start)


def _best_role(roles: list[str]) -> str | None:
    """The first role that is more than an abbreviated title; such a title in full where there is no other."""
    for role in roles:
        if role.rstrip(".") not in _TITLES:
            return role
    return _TITLES.get(roles[0].rstrip(".")) if roles else None


def _is_plural_role(name: Name) -> bool:
    """Whether a capitalised first word is a role and no name (“Demonstrators said”)."""
    word = name.core[0].lower()
    return len(name.core) == 1 and not name.title and word.endswith("s") and word[:-1] in ROLE_NOUNS


def _is_someone(text: str) -> bool:
    """Whether a nameless phrase is one person (“a corporal”, “the foreman”), whom a pronoun may mean."""
    words = _WORD.findall(_CUT.split(text)[0].lower())
    return bool(words) and words[0] not in _PLURAL and words[-1] in _SOMEONE


def _is_role_phrase(text: str) -> bool:
    return any(word.lower() in ROLE_NOUNS or word.lower().rstrip("s") in ROLE_NOUNS for word in _WORD.findall(text))


def _head(text: str) -> str:
    """The head noun of a phrase: the last word before its first preposition."""
    words = _WORD.findall(_CUT.split(text)[0])
    return words[-1].lower() if words else ""


def _own_role(text: str) -> str | None:
    """The role that a nameless mention itself states (“a spokesman for the union”)."""
    if not _is_role_phrase(text):
        return None
    return _LEADING.sub("", text)


def _last_place(entity: Entity, start: int) -> int:
    index = bisect_right(entity.places, start)
    return entity.places[index - 1] if index else -1
