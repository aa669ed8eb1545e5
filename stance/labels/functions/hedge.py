"""Labelling functions for hedge: the speaker holds back commitment to the main point."""

from __future__ import annotations

from stance.labels.functions.machinery import LabellingFunction
from stance.labels.functions.phrases import phrases
from stance.labels.functions.scopes import (
    ability,
    conditional,
    counterfactual,
    first_person,
    in_relative_clause,
    negated,
    opens,
    question,
)

FUNCTIONS = (
    LabellingFunction(
        name="hedge_might",
        stance="hedge",
        rule="Epistemic modals on the main claim: might.",
        phrases=phrases("might"),
        unless=(in_relative_clause, question, counterfactual),
    ),
    LabellingFunction(
        name="hedge_may",
        stance="hedge",
        rule="Epistemic modals on the main claim: may (not permission, not the month).",
        phrases=phrases(
            """
            (he|she|it|they|this|that|we|i|there|you|people|which|some|and|but|also) may (not|well|also|still|
                be|have|never|even|or|end|become|seem|need|want|get|just|only|actually|soon)? *1
            may (not|well|also|still|be|have|never|even|end|become|seem|need|want|get|just|only|actually|soon|
                or)
            """
        ),
        unless=(in_relative_clause, question),
    ),
    LabellingFunction(
        name="hedge_could",
        stance="hedge",
        rule="Epistemic could on the main claim, not could of ability or permission.",
        phrases=phrases(
            """
            could (be|have|become|still|also|well|even|potentially|possibly|end|lead|make|cause|take|happen|
                come|go|hurt|
                change|lose|win|prove|mean|cost|help|affect|result|turn|only|face)
            """
        ),
        unless=(in_relative_clause, negated, question, first_person),
    ),
    LabellingFunction(
        name="hedge_could_other",
        stance="hedge",
        rule="Could before any other verb, where nothing marks ability: weak.",
        phrases=phrases("could *1"),
        unless=(in_relative_clause, ability, negated, question),
    ),
    LabellingFunction(
        name="hedge_counterfactual",
        stance="hedge",
        rule="Could have, might have: what might have been, left open.",
        phrases=phrases("(could|might|may) (well|also|possibly|potentially)? have"),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_adverb",
        stance="hedge",
        rule="Epistemic adverbs on the main claim: perhaps, probably, likely, apparently.",
        phrases=phrases(
            """
            perhaps / maybe / possibly / presumably / potentially / apparently / seemingly / conceivably
            supposedly / hopefully / arguably / in all likelihood / chances are
            probably / (is|are|will|would|was|were|most|more|very|be|'s|seems|highly|not) likely
            likely (to|that|be|have|the|not|will)
            """
        ),
        unless=(in_relative_clause, question),
    ),
    LabellingFunction(
        name="hedge_seems",
        stance="hedge",
        rule="Appears, seems, looks as if.",
        phrases=phrases(
            """
            seem / seems / seemed / appear (to|that|as) / appears (to|that|as|like|not|unlikely|likely)
            appeared (to|that|as if) / (look|looks|looked|sound|sounds|feels) (like|as if|as though|to be)
            (it|which|that) (would|will|does) appear / (is|are|was|were) seemingly
            """
        ),
        unless=(in_relative_clause, question),
    ),
    LabellingFunction(
        name="hedge_does_not_know",
        stance="hedge",
        rule="Disclaims knowledge of the main point: I do not know, no idea, not sure, unclear.",
        phrases=phrases(
            """
            (i|we|nobody|you|one) *1 (do|did) not *1 (really|actually|even)? know
            not know (if|what|why|how|who|whether|where|when|exactly|that|for|yet|.|,)
            (no|not any|not the faintest) (idea|clue|way of knowing|way to know)
            (not|never) (yet|entirely|quite|exactly|really|at all|so|completely|100)? (sure|certain|clear|aware|
                confident|known|convinced|prepared to say)
            unsure / unclear / uncertain / uncertainty / unknown
            (hard|difficult|impossible|tough) to (say|know|tell|predict|judge|imagine|see) / who knows
            (anybody|anyone) 's guess
            (can|could) not (say|tell|predict|speak|be sure|rule|confirm|guarantee|imagine|promise|remember|
                recall|speculate|know)
            (not|never) (recall|remember|guarantee)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_open_outcome",
        stance="hedge",
        rule="Openly undecided: remains to be seen, too early to say, time will tell.",
        phrases=phrases(
            """
            (remain|remains|remained|yet) to be (seen|determined|decided)
            (too|very) (early|soon|close) (to|in)? / time will tell
            (it|that|this|which|all|a lot|much) *2 (depends|depend) / depends on / depending
            (up in the air|toss-up|tossup|wide open|open question|fluid|who knows|in flux|in doubt|
                to be determined|left open)
            jury is still out / (anything|something) (can|could|may|might) (happen|change)
            (could|can) go either way / not a (sure|foregone|done) / never know / never say never
            no (guarantee|guarantees|certainty|way to know)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_own_choice_open",
        stance="hedge",
        rule="The speaker's own choice left open: we will see, I may do it, we have not decided.",
        phrases=phrases(
            """
            (we|i|let|you) (will|shall|'s|are going to|am going to|have to|will have to)? *1 (see|wait) (what|
                how|if|whether|where|about|and|.|,|when)
            (we|you) will see / wait and see
            (not|never) (yet|really|fully|been|made)? (decided|ruled|ruling|rule|decide|determined|committed|
                thought about|made a decision|made a final|made up|settled)
            (think|thinking|thought) about (it|that|running|doing|whether)
            (would|will|i 'm|am|is|are|be|was|were|remain|remained|keep|keeping) (be)? open (to|about)?
            (would|will|might|may|could) (also)? consider / considering
            (weighing|undecided|mulling|contemplating|on the fence|leaning|exploring|noncommittal|on the table)
            no decision / (has|have) (not|yet) (yet)? (decided|to decide)
            (look|looking) at (it|that|all|everything|whether|the possibility)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_shield",
        stance="hedge",
        rule="Shields: as far as I know, from what we have been told, my understanding is.",
        phrases=phrases(
            """
            as far as (i|we|he|she|they)
            to (my|our|the best of my|the best of our) *1 (knowledge|understanding|recollection|belief)
            best of my / from what (i|we)
            (my|our) (understanding|guess|sense|impression|hunch|suspicion|assumption|recollection|feeling)
            (i|we) have been told / (i|we) am told
            (i|we) (guess|suppose|assume|presume|suspect|imagine|gather|wonder|sense|figure)
            (i|we|one|you) would (guess|assume|imagine|suspect|suppose|think|say|hope|argue) / at least as far
            for all (i|we) know / (i|we) hear (that)? / so far as / if i (remember|recall|understand)
            if memory / (sort|kind) of
            """
        ),
        unless=(question, negated),
    ),
    LabellingFunction(
        name="hedge_if_true",
        stance="hedge",
        rule="If true, if confirmed, assuming: truth left open.",
        phrases=phrases(
            """
            if *5 (true|confirmed|correct|accurate|right|proven|proved|real|the case|indeed|really|false|
                verified|guilty)
            if (indeed|so|anything|true|not|ever) / assuming / presuming / whether or not / even if
            if (he|she|they|it) (did|had|has|is|really|actually|were)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_conditional_reserve",
        stance="hedge",
        rule="Conditional reserve: if they really start to withdraw, we will be happy.",
        phrases=phrases(
            """
            (would|might|could|may) (be|have|consider|like|support|welcome|love|look|vote|do|go|take|probably|say|
                think|want)
            """
        ),
        when=(conditional,),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_possible",
        stance="hedge",
        rule="Possibility as noun or adjective: it is possible, a chance, the odds.",
        phrases=phrases(
            """
            (is|are|'s|was|be|remains|it|seems|still|very|quite|entirely|always|not) *1 (possible|plausible|
                conceivable|feasible)
            (possibility|possibilities|prospect|prospects)
            (a|some|any|good|better|slim|small|decent|strong|real|little|no|50-50|fair|outside|best|
                the) (chance|shot|probability|likelihood)
            odds / chances / potential (to|for|that) / (possible|potential) (that|to)
            """
        ),
        unless=(question, in_relative_clause),
    ),
    LabellingFunction(
        name="hedge_unlikely",
        stance="hedge",
        rule="Doubt: unlikely, I doubt it, I am not convinced.",
        phrases=phrases(
            """
            unlikely / doubtful / (i|we|he|she|they|who) *1 (doubt|doubts|doubted)
            not (convinced|persuaded|optimistic|holding my breath|so sure|too sure) / skeptic~ / sceptic~
            improbable / questionable / far from certain
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_whether",
        stance="hedge",
        rule="An open question in the main point: whether it is so.",
        phrases=phrases(
            """
            whether
            (ask|wonder|wondering|question is|see|know|sure|unclear|decide|determine|find out|figure out) (if|
                what|how|who|when|why|where)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_asks_openly",
        stance="hedge",
        rule="A question that leaves the answer open: could it be? who knows?",
        phrases=phrases("(could|might|may|maybe|perhaps|possible|if|whether|would|will|what if|who knows) *15 ?"),
    ),
    LabellingFunction(
        name="hedge_neither_nor",
        stance="hedge",
        rule="Evasive non-answers: we neither confirm nor deny.",
        phrases=phrases(
            """
            (neither|not) (confirm|confirmed) / confirm (nor|or) deny
            (not|never) (want|going|like) to (speculate|get ahead|predict|guess|prejudge|get into hypotheticals|
                judge)
            speculat~ / hypothetical~ / not (necessarily|exactly|entirely|quite|really|always) / i mean
            you know / it is complicated
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_think",
        stance="hedge",
        rule="I think, I believe, we expect alone hedge nothing; beside a modal they do: weak.",
        phrases=phrases(
            """
            (i|we) *1 (think|believe|hope|feel|expect) *6 (may|might|could|probably|maybe|perhaps|possibly|
                would|likely|
                should|seem|seems)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="hedge_opens_with_maybe",
        stance="hedge",
        rule="The sentence opens with the hedge: Maybe …, It may be, Perhaps.",
        phrases=phrases(
            """
            (maybe|perhaps|possibly|probably|apparently|presumably|who knows|we will see|i do not know|i am not sure|
                i guess|i suppose|if true)
            it (may|might|could|seems|appears|is possible) / (there|that) (may|might|could)
            """
        ),
        when=(opens,),
        unless=(question,),
    ),
)
