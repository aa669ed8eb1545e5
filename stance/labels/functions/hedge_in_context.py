"""Labelling functions for hedge that look around the cue: the verb, the main point, what speaks against."""

from __future__ import annotations

from stance.labels.functions.machinery import LabellingFunction
from stance.labels.functions.phrases import phrases
from stance.labels.functions.scopes import (
    early,
    governs,
    in_relative_clause,
    long,
    negated,
    question,
    reported,
    short,
)

_OPEN = phrases(
    """
    (may|might|could|perhaps|maybe|possibly|possible|possibility|probably|likely|unlikely|presumably|potential|
        potentially|apparently|seemingly|supposedly|conceivably|plausible|perhaps)
    (seem|seems|seemed|appear|appears|appeared|suggest|suggests|suggested|suggesting|indicate|indicates|guess|
        suppose|suspect|assume|imagine|doubt|doubts|wonder|wondering|unclear|unsure|uncertain|uncertainty|
        whether|if|depends|depending|know|sure|idea|certain|clear|see|say|tell|chance|chances|open|consider|
        considering|leaning|tend|tends|sort|kind|hope|hopefully|think|believe|expect|should|would|can|almost|
        somewhat|rumored)
    speculat~
    """
)

_HEDGES = phrases(
    """
    (may|might|could|perhaps|maybe|possibly|probably|presumably|potentially|apparently|seemingly|likely|
        unlikely)
    (seem|seems|seemed|appears|unclear|unsure|uncertain|possible|possibility|doubt|suspect|guess|suppose|assume|
        whether|depends)
    appear to / not (know|sure|certain|clear|decided|ruled|ruling|aware) / no idea
    (we|let 's) (will see|see) / remains to be / too (early|soon) / if (true|it is true|confirmed)
    """
)

FUNCTIONS = (
    LabellingFunction(
        name="hedge_verb",
        stance="hedge",
        rule="Indirect verbs: was not sure whether, doubted, wondered, speculated, suggested.",
        phrases=phrases(
            """
            unsure / unclear / uncertain / doubt / doubts / doubted / doubtful / doubting / wonder~
            speculat~ / guess~ / hint / hints / hinted / suspect / suspects / suspected / suspicion
            (not|never) (sure|certain|clear|know|say whether|known|rule|ruled|decided) / seem / seems / seemed
            appear / appears / appeared / possibility / possibilities / undecided / considering / rais~ the
            raised the (possibility|prospect|question|specter) / left open / floated / toyed / mused
            weighing / mull~ / skeptic~ / noncommittal
            (open|debating|asked|question|questions|questioned|unclear|decide|see|know|as to) (whether|if|how|
                why|who)
            whether / potential~ / possib~ / assum~ / suppos~ / perhaps / may / might / could / likely
            unlikely / declin~ to say / estimat~
            """
        ),
        where=("lead",),
        when=(reported, governs),
    ),
    LabellingFunction(
        name="hedge_suggests",
        stance="hedge",
        rule="Evidence that only suggests or indicates.",
        phrases=phrases(
            "(suggest|suggests|suggested|suggesting|indicate|indicates|indicated|hints|points to|imply|implies)"
        ),
        where=("quote", "lead"),
        unless=(question, negated),
    ),
    LabellingFunction(
        name="hedge_main",
        stance="hedge",
        rule="The hedge must be on the main point: it stands in the first words.",
        phrases=_HEDGES,
        when=(early,),
        unless=(in_relative_clause, question),
    ),
    LabellingFunction(
        name="hedge_short",
        stance="hedge",
        rule="The hedge must be on the main point: the quote has hardly another.",
        phrases=_HEDGES,
        when=(short,),
        unless=(in_relative_clause, question),
    ),
    LabellingFunction(
        name="hedge_side_remark",
        stance="hedge",
        vote=-1,
        rule="A hedge in a side remark of a long quote does not count.",
        phrases=_HEDGES,
        when=(long,),
        unless=(early,),
    ),
    LabellingFunction(
        name="hedge_ability",
        stance="hedge",
        vote=-1,
        rule="Could or may for permission or ability; wishes.",
        phrases=phrases(
            """
            could not
            (if|so|so that|wish|as much as|as long as|all|everything|anything|whatever|best) (we|i|you|they|he|
                she) could
            may i / as *2 as possible / could (see|hear|feel|afford|get away|care less|tell)
            (able|unable) to
            """
        ),
    ),
    LabellingFunction(
        name="hedge_boast",
        stance="hedge",
        vote=-1,
        rule="Boasting with probably (probably the best ever), and superlatives that hedge nothing.",
        phrases=phrases(
            """
            (probably|perhaps|maybe|arguably|possibly) (the|one of the|our|my|more|in the history) *1 (best|
                greatest|biggest|worst|most|toughest|strongest|largest|finest|smartest)
            most likely to / (more|less) likely than / best possible / (every|all) possible
            """
        ),
    ),
    LabellingFunction(
        name="hedge_side_clause",
        stance="hedge",
        vote=-1,
        rule="In a relative clause, an aside or a number a hedge does not count.",
        phrases=phrases(
            "(who|which|whose|whom|that|those) (may|might|could|probably|apparently|seem|seems|appear|appears|would)"
        ),
    ),
    LabellingFunction(
        name="hedge_firm",
        stance="hedge",
        vote=-1,
        rule="Firm commitment: no doubt, certainly, guarantee, absolutely.",
        phrases=phrases(
            """
            (no|without|beyond|never) (a|any)? (doubt|question) / certainly / definitely / absolutely
            guarantee / undoubtedly / of course / make no mistake / clearly / obviously / totally
            the fact is / the truth is / i know / we know / always / never
            """
        ),
        unless=(negated,),
    ),
    LabellingFunction(
        name="hedge_nothing_open",
        stance="hedge",
        vote=-1,
        rule="A hedge leaves something open in so many words; a quote without any of them is none.",
        phrases=_OPEN,
        where=("quote", "lead"),
        absent=True,
    ),
)
