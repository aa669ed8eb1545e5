"""The nouns that report, and what each takes: a clause with `that`, an infinitive."""

from __future__ import annotations

from stance.quotes.wordsets import word_set

_CLAUSE_NOUNS = (
    "claim allegation assertion accusation contention charge statement announcement argument suggestion insistence "
    "warning prediction complaint conclusion admission acknowledgment acknowledgement denial declaration remark "
    "comment assurance finding report estimate proposal demand threat pledge promise vow call recommendation "
    "complaint concern reminder revelation disclosure confirmation boast testimony forecast"
)
_DEED_NOUNS = "pledge promise vow threat refusal call demand proposal request plea"
TO_CLAUSE = word_set(_CLAUSE_NOUNS) | frozenset(f"{noun}s" for noun in _CLAUSE_NOUNS.split())
TO_INFINITIVE = word_set(_DEED_NOUNS) | frozenset(f"{noun}s" for noun in _DEED_NOUNS.split())
NOUNS = TO_CLAUSE | TO_INFINITIVE
