"""Labelling functions for denial that look around the cue: the verb, the main point, what speaks against."""

from __future__ import annotations

from stance.labels.functions.machinery import LabellingFunction
from stance.labels.functions.phrases import phrases
from stance.labels.functions.scopes import (
    accused,
    after_denial,
    claim_in_play,
    conditional,
    early,
    echoes,
    first_person,
    governs,
    in_relative_clause,
    long,
    names_claim,
    negated,
    opens,
    question,
    reported,
    short,
)

_SAYS_NOT = phrases(
    """
    (not|never|no|nothing|nobody|none|neither|nor|without|nowhere)
    (false|falsely|untrue|wrong|incorrect|inaccurate|misleading|baseless|unfounded|groundless|bogus|fake|phony|
        fiction)
    (lie|lies|lied|lying|liar|hoax|myth|nonsense|absurd|ridiculous|ludicrous|preposterous|propaganda|rubbish|
        garbage)
    deny / denies / denied / denying / denial / disput~ / refut~ / rebut~ / reject~ / dismiss~ / debunk~
    contradict~
    fabricat~ / made up / innocent~ / conspirac~ / contrary / opposite / myths / hoaxes / hardly / misunderst~
    distort~
    """
)
_NEGATION = phrases("(not|never|no|nothing|nobody|neither|none)")

FUNCTIONS = (
    LabellingFunction(
        name="denial_verb",
        stance="denial",
        rule="Indirect verbs: denied, rejected the claim, disputed, rebutted, dismissed as false.",
        phrases=phrases(
            """
            denied / denies / deny / denying / denial / denials / disput~ / refut~ / rebut~ / disavow~
            debunk~ / contradict~ / disclaim~
            reject~ *3 (claim|claims|notion|idea|suggestion|suggestions|accusation|accusations|allegation|
                allegations|report|reports|charge|charges|criticism|assertion|characterization|argument|theory|
                that|as|any)
            (dismiss~|brush~) *4 (claim|claims|notion|idea|argument|suggestion|suggestions|accusation|
                accusations|allegation|allegations|report|reports|speculation|rumors|theory|talk|as false|
                as untrue|as baseless|as nonsense)
            (push~ back|pushed back|shot down|shoots down|knocked down|took issue|disagree~) *3
            (call~|label~|brand~) *5 (false|lie|lies|untrue|nonsense|hoax|baseless|ridiculous|absurd|fake)
            """
        ),
        where=("lead",),
        when=(reported, governs),
        unless=(negated,),
    ),
    LabellingFunction(
        name="denial_verb_of_claim",
        stance="denial",
        rule="Rejected, dismissed, disputed what the quote names as a claim, a notion, a report.",
        phrases=phrases(
            """
            reject~ / dismiss~ / disput~ / rebuff~ / brush~ / (push|pushes|pushed|pushing) back / mocked / mocking
            ridicul~ / denounc~
            """
        ),
        where=("lead",),
        when=(reported, governs, names_claim),
        unless=(negated,),
    ),
    LabellingFunction(
        name="denial_echoes",
        stance="denial",
        rule="A negation in a sentence that takes up the words of what was said before: the claim is in play.",
        phrases=_NEGATION,
        when=(echoes,),
        unless=(question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_when_accused",
        stance="denial",
        rule="A negation in the first words of an answer to an accusation, a question or a rumour.",
        phrases=_NEGATION,
        when=(accused, early),
        unless=(question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_verb_beside_direct",
        stance="denial",
        rule="In a direct quote the reporter's verb is evidence, never the answer: weak.",
        phrases=phrases(
            """
            denied / denies / deny / denying / denial / disput~ / refut~ / rebut~ / reject~ / dismiss~
            insist~ / maintain~ / contradict~ / debunk~ / pushed back / shot back / hit back / protest~
            defend~ / respond~ / replied / replies / reply / countered / retort~ / disagree~
            """
        ),
        where=("lead",),
        unless=(reported,),
    ),
    LabellingFunction(
        name="denial_insists_not",
        stance="denial",
        rule="Insisted that it had not: the verb of assertion with a negation in the clause.",
        phrases=phrases(
            """
            (not|never|no|nothing|nobody|neither|without)
            """
        ),
        when=(reported, claim_in_play),
        unless=(first_person, question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_negation_of_claim",
        stance="denial",
        rule="A negative main clause after a claim, accusation or report in the context.",
        phrases=phrases(
            """
            (is|was|are|were|'s|am|has|have|had|did|does|do) (not|never|no|nothing)
            """
        ),
        when=(claim_in_play,),
        unless=(question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_after_denial",
        stance="denial",
        rule="A negation right after the article says that the speaker denies, rejects or hits back.",
        phrases=_NEGATION,
        when=(after_denial,),
        unless=(question, conditional),
    ),
    LabellingFunction(
        name="denial_main_negation",
        stance="denial",
        rule="The negation must be a main point: it stands in the first words.",
        phrases=_NEGATION,
        when=(early,),
        unless=(question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_short_negation",
        stance="denial",
        rule="The negation must be a main point: the quote has hardly another.",
        phrases=_NEGATION,
        when=(short,),
        unless=(question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_side_negation",
        stance="denial",
        vote=-1,
        rule="A negation inside a side remark of a long quote does not count.",
        phrases=_NEGATION,
        when=(long,),
        unless=(early,),
    ),
    LabellingFunction(
        name="denial_doubt_abstained",
        stance="denial",
        vote=-1,
        rule="“I do not know”, “I am not sure”, “I doubt it”: hedge, not denial.",
        phrases=phrases(
            """
            (not|never) (know|sure|certain|clear|decided|convinced|yet|ruled|ruling|rule|understand|remember)
            no (idea|clue|comment|doubt|question|matter|longer) / (not only|not just|not necessarily)
            neither confirm / why (not|did not|would not|do not)
            """
        ),
    ),
    LabellingFunction(
        name="denial_refusal",
        stance="denial",
        vote=-1,
        rule="Declining to act or to comment, demands and bare imperatives are no denial.",
        phrases=phrases(
            """
            (i|we) (will|would|can|could|shall|are|am) not *1 (going|do|be|let|negotiate|comment|discuss|accept|
                stop|allow|support|vote|get|take|afford|tolerate|rest|back|give)
            do not (let|be|worry|forget|get|go|vote|do|say|tell|take|give|have to|want|care|like) / let 's not
            (should|must|need to|ought to) (not|never|stop) / need not / no (more|one wants|one should)
            not (easy|enough|afraid|surprised|good|happy|ready|fair|acceptable|great|perfect|helpful|surprising|
                pleased|satisfied|proud|funny|alone|allowed|able)
            """
        ),
    ),
    LabellingFunction(
        name="denial_asks",
        stance="denial",
        vote=-1,
        rule="A question denies nothing.",
        phrases=phrases("(why|what|how|who|when|where|do|does|did|is|are|was|were|can|could|would|should) *20 ?"),
        when=(opens,),
    ),
    LabellingFunction(
        name="denial_nothing_negative",
        stance="denial",
        vote=-1,
        rule="A denial says not, or names the claim false; a quote with neither, and no such verb, is none.",
        phrases=_SAYS_NOT,
        where=("quote", "lead"),
        absent=True,
    ),
)
