"""From the mention beside a quote to the fullest name and the role the article gives."""

from __future__ import annotations

import re
from bisect import bisect_right

from stance.quotes.lexicon import ROLE_NOUNS
from stance.quotes.names import Name, find_names
from stance.quotes.people import Entity, People
from stance.quotes.types import Span, Speaker

_SENTENCES_BACK = 12
_HE_SHE = frozenset(("he", "she"))
_PLURAL = frozenset(("they", "we", "it", "i", "you", "some", "others", "many", "several", "both"))
_WORD = re.compile(r"[\w’'-]+")
_CUT = re.compile(r"\s(?:of|for|from|at|in|with|to|on|who|which|that)\s")
_HYPERNYMS = {
    "official": "spokesman spokeswoman spokesperson director secretary minister commissioner chief administrator head deputy officer".split(),
    "lawmaker": "senator sen rep representative congressman congresswoman mp legislator member".split(),
    "candidate": "nominee contender senator governor mayor".split(),
    "politician": "senator governor mayor minister mp representative".split(),
    "lawyer": ["attorney", "counsel", "barrister", "solicitor"],
    "attorney": ["lawyer", "counsel"],
    "leader": ["head", "chief", "chairman", "chair", "president", "premier"],
    "academic": ["professor", "lecturer", "researcher"],
    "scientist": ["professor", "researcher", "biologist", "chemist", "physicist", "geologist", "ecologist"],
    "executive": ["ceo", "chief", "president", "director"],
    "officer": ["sergeant", "lieutenant", "captain", "inspector", "detective", "chief"],
    "spokesperson": ["spokesman", "spokeswoman"],
    "nominee": ["candidate"],
    "chairman": ["chair", "chairwoman"],
    "boss": ["chief", "ceo", "head", "director", "manager"],
}


class Resolver:
    """Resolves mentions in the order in which they stand in the article, so that pronouns can look back."""

    def __init__(self, people: People, sentence_starts: list[int]) -> None:
        """`sentence_starts` are the starts of the article's sentences, in order."""
        self.people = people
        self.starts = sentence_starts
        self.said: dict[int, Entity] = {}
        self.last: Entity | None = None

    def speaker(self, mention: Span) -> Speaker:
        """The speaker behind a mention."""
        start, end = mention
        text = self.people.text[start:end]
        entity = self._entity(text, start, end)
        if entity is None:
            return Speaker(text, start, end, None, _own_role(text))
        sentence = bisect_right(self.starts, start) - 1
        self.said[sentence] = entity
        self.last = entity
        return Speaker(text, start, end, entity.name, entity.roles[0] if entity.roles else None)

    def _entity(self, text: str, start: int, end: int) -> Entity | None:
        lowered = text.lower()
        if lowered in _HE_SHE:
            return self._pronoun(lowered, start)
        if lowered in _PLURAL:
            return None
        return self._named(text, start, end) or self._described(text, start)

    def _named(self, text: str, start: int, end: int) -> Entity | None:
        """The entity whose name is the head of the phrase, or stands in apposition to it."""
        head_end = end
        cut = _CUT.search(text)
        found = self.people.names_between(start, end)
        if cut:
            head_end = start + cut.start()
        for name, entity in found:
            if name.start >= head_end and not (name.start <= start + 4):
                break
            if name.end < head_end and _goes_on_past(text[name.end - start : head_end - start]):
                continue
            if _is_possessive(self.people.text, name):
                continue
            return entity or self._single(name)
        if cut and found and found[-1][1] and found[-1][1].person and found[-1][0].end == end and found[-1][0].start > head_end:
            head = text[: cut.start()].split()
            if head and _follows_role(self.people.text, head_end, found[-1][0].start, found[-1][0]):
                return found[-1][1]
        return self._apposed(text, end)

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
        after = self.people.text[end : end + 2]
        if after != ", " or not text or not _is_role_phrase(text):
            return None
        for name, entity in self.people.names_between(end + 2, end + 4):
            if entity and entity.person and name.start <= end + 3 and len(name.core) > 1:
                role = re.sub(r"^(?:the|a|an|one)\s+", "", text, flags=re.I)
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
        if not head or head.endswith("s") and head not in ROLE_NOUNS:
            return None
        best, best_place = None, -1
        for word in (head, *_HYPERNYMS.get(head, ())):
            for entity in self.people.described.get(word, ())[:50]:
                place = _last_place(entity, start)
                if place > best_place and place < start:
                    best, best_place = entity, place
            if best:
                return best
        return None

    def _pronoun(self, pronoun: str, start: int) -> Entity | None:
        sentence = bisect_right(self.starts, start) - 1
        found = self._in_stretch(self.starts[sentence], start, pronoun)
        if found:
            return found
        for back in range(sentence - 1, max(sentence - _SENTENCES_BACK, -1), -1):
            said = self.said.get(back)
            if said and said.person and said.sex in ("", pronoun):
                return said
            found = self._in_stretch(self.starts[back], self.starts[back + 1], pronoun)
            if found:
                return found
        return None

    def _in_stretch(self, start: int, end: int, pronoun: str) -> Entity | None:
        skeleton = self.people.skeleton
        for name, entity in self.people.names_between(start, end):
            if entity is None or not entity.person or entity.sex not in ("", pronoun):
                continue
            if skeleton[name.start] != "\x01" and not _is_possessive(skeleton, name):
                return entity
        return None


def _goes_on_past(rest: str) -> bool:
    """Whether the phrase goes on after a name, so that the name is no head (“the Trump campaign”)."""
    words = _WORD.findall(rest)
    return bool(words) and words[0][0].islower() and words[0] not in ("and", "or")


def _is_possessive(text: str, name: Name) -> bool:
    return text[name.end : name.end + 2] in ("’s", "'s", "s’", "s'") or text[name.end : name.end + 1] in ("’", "'") and text[name.end - 1] == "s"


def _follows_role(text: str, start: int, end: int, name: Name) -> bool:
    return False


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
    return re.sub(r"^(?:the|a|an|one|another)\s+", "", text, flags=re.I)


def _last_place(entity: Entity, start: int) -> int:
    index = bisect_right(entity.places, start)
    return entity.places[index - 1] if index else -1
