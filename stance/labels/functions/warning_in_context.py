"""Labelling functions for warning that look around the cue: the verb, the main point, what speaks against."""

from __future__ import annotations

from stance.labels.functions.harm import HARM_WORDS, LESS_CERTAIN
from stance.labels.functions.machinery import LabellingFunction
from stance.labels.functions.phrases import phrases
from stance.labels.functions.scopes import ahead, conditional, governs, long, negated, past, question, reported, short

FUNCTIONS = (
    LabellingFunction(
        name="warning_verb",
        stance="warning",
        rule="Indirect verbs: warned that, threatened to, cautioned against.",
        phrases=phrases(
            """
            warn / warns / warned / warning / warnings / caution / cautions / cautioned / cautioning
            threaten~ / threat / threats / sound~ the alarm / alarm / alarms / alarmed / vowed / vows
            """
        ),
        where=("lead",),
        when=(reported, governs),
        unless=(negated,),
    ),
    LabellingFunction(
        name="warning_verb_beside_direct",
        stance="warning",
        rule="In a direct quote the reporter's verb is evidence, never the answer: weak.",
        phrases=phrases(
            """
            warn / warns / warned / warning / warnings / caution / cautions / cautioned / cautioning / threaten~
            alarm / alarms
            """
        ),
        where=("lead",),
        unless=(reported, negated),
    ),
    LabellingFunction(
        name="warning_fear_verb",
        stance="warning",
        rule="Feelings (feared, was worried) warn when what is feared may still come.",
        phrases=phrases(
            """
            fear / fears / feared / fearing / worry / worries / worried / worrying / concern / concerns
            concerned / afraid / anxious
            anxiety / danger / dangers / risk / risks / nervous / dread~
            """
        ),
        where=("lead",),
        when=(reported, governs),
        unless=(negated,),
    ),
    LabellingFunction(
        name="warning_short_ahead",
        stance="warning",
        rule="Harm and something to come, and the quote has hardly another point.",
        phrases=phrases(HARM_WORDS),
        when=(short, ahead),
        unless=(negated, question),
    ),
    LabellingFunction(
        name="warning_condition",
        stance="warning",
        rule="A condition and a harm in one sentence.",
        phrases=phrases(HARM_WORDS),
        when=(conditional,),
        unless=(question, negated),
    ),
    LabellingFunction(
        name="warning_side_remark",
        stance="warning",
        vote=-1,
        rule="A harm named in a long quote may be no more than its subject.",
        phrases=phrases(HARM_WORDS),
        when=(long,),
        unless=(ahead, conditional),
    ),
    LabellingFunction(
        name="warning_past_harm",
        stance="warning",
        vote=-1,
        rule="Harm that is only in the past; blame or condemnation with nothing to come.",
        phrases=phrases(HARM_WORDS),
        when=(past,),
    ),
    LabellingFunction(
        name="warning_contest",
        stance="warning",
        vote=-1,
        rule="Odds in elections, sport and markets are none; so are maxims and promises.",
        phrases=phrases(
            """
            poll / polls / polling / voters / vote / votes / delegates / primary / primaries / nomination
            nominee / game / games / team / season / match / stock / stocks / shares / investors / ratings
            caucus / caucuses / electorate
            """
        ),
    ),
    LabellingFunction(
        name="warning_negated_harm",
        stance="warning",
        vote=-1,
        rule="Harm that is denied is not held out: there is no danger.",
        phrases=phrases(
            """
            (no|not|never|without) *3 (danger|threat|risk|consequences|harm|problem|reason to worry|
                cause for concern)
            (not|never) (be)? (worried|afraid|concerned|scared|worry)
            """
        ),
    ),
    LabellingFunction(
        name="warning_nothing_held_out",
        stance="warning",
        vote=-1,
        rule="A warning names harm or a condition, or the verb carries it; a quote with none of these is none.",
        phrases=phrases(
            HARM_WORDS
            + LESS_CERTAIN
            + """
            (if|unless|until|otherwise|warn|warns|warned|warning|caution|cautioned|threat|threats|fear|fears|
                feared|worry|worried|concern|concerned|afraid|careful|beware|too late|must|need|stop|better|
                cannot afford|or else|serious|seriously)
            """
        ),
        where=("quote", "lead"),
        absent=True,
    ),
)
