"""Labelling functions for denial: the speaker says that a claim in play is not so, did not happen, is not theirs."""

from __future__ import annotations

from stance.labels.functions.machinery import LabellingFunction
from stance.labels.functions.phrases import phrases
from stance.labels.functions.scopes import (
    conditional,
    first_person,
    in_relative_clause,
    negated,
    opens,
    question,
)

_BE = "(is|are|was|were|'s|be|been|am)"
FUNCTIONS = (
    LabellingFunction(
        name="denial_not_true",
        stance="denial",
        rule="Rejecting a claim: it is not true, not correct, not the case.",
        phrases=phrases(
            f"""
            not (just|simply|even|at all|necessarily|exactly|really|remotely)? (true|correct|accurate|so|real|
                factual|the case|the truth)
            not (just|simply|at all|really)? (what|how|why|about|who|where|because) *3 (said|happened|i|we|it|
                he|she|meant|works)
            {_BE} not (right|what happened|a fact|based on|supported by|my words)
            (untrue|inaccurate|incorrect|falsehood|falsehoods)
            {_BE} *2 (false|wrong|bogus|fake|misleading|misinformed|mistaken|fiction|unfounded|baseless)
            """
        ),
        unless=(question, conditional),
    ),
    LabellingFunction(
        name="denial_false_claim",
        stance="denial",
        rule="Calling a named claim false, fabricated, a lie, hoax, myth, absurd, nonsense, propaganda.",
        phrases=phrases(
            """
            (categorically|patently|totally|completely|absolutely|demonstrably|simply|utterly|entirely|flat|
                outright|plain) (false|untrue|wrong|not|no)
            false (and|claims|claim|accusation|accusations|allegation|allegations|narrative|narratives|
                statement|statements|report|reports|equivalence|information|story|stories|rumor|rumors|charges)
            fabricat~ / made up / hoax / myth / myths / nonsense / nonsensical / baseless / groundless
            unfounded / propaganda
            (a|the|another|big|total|complete|all|outright|these|those|such|are|this|pack of) (lie|lies|fraud|
                falsehood)
            fake news / (conspiracy theory|conspiracy theories)
            (absurd|ridiculous|ludicrous|preposterous|laughable|outlandish|bogus)
            unsupported by / (rubbish|garbage|bunk|hogwash|bull|bullshit|crap|baloney|malarkey)
            """
        ),
        unless=(question, negated),
    ),
    LabellingFunction(
        name="denial_no_such_thing",
        stance="denial",
        rule="Reporting that the claimed thing cannot be found: no evidence, no truth to it, no such order.",
        phrases=phrases(
            """
            (no|not any|zero|not a shred of|absolutely no|not one) *1 (truth|evidence|proof|basis|merit|
                connection|link|links|ties|relationship|collusion|substance|indication|sign|signs|foundation|
                wrongdoing|knowledge|role|involvement|conflict|record|equivalence|credibility|validity|coverup|
                cover-up|quid)
            no such
            (nothing|nothing's) *1 (wrong|improper|illegal|inappropriate|unusual|immoral|nefarious|to hide|
                of the kind|of the sort|untoward|sinister|new)
            there (is|was|were|are|'s|has been|have been) (absolutely|simply|just|really|literally)? (no|never|
                nothing|not) *4
            have not (seen|found|heard|received|been) *2
            """
        ),
        unless=(question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_never",
        stance="denial",
        rule="Saying that a claimed act never happened.",
        phrases=phrases(
            """
            (i|we|he|she|they|it|trump|clinton|president|campaign) (have|has|had|would|did|do|does|'s|am|is|
                was)? never *5
            (have|has|had|was|were) never *3 / at no (point|time) *2 / never (once|ever) *2
            (nobody|no one) (ever|has|had|told|from|in|at) *2
            """
        ),
        unless=(question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_did_not",
        stance="denial",
        rule="Saying that a claimed act did not happen.",
        phrases=phrases(
            """
            (did|had|has|have) not (do|say|make|send|use|know|have|take|get|ask|tell|mean|come|go|give|see|
                commit|violate|break|lie|threaten|change|done|said|made|been|sent|received|taken|given|seen|
                broken|asked|told|changed|happen|happened|call|called|pay|write|leave|steal|kill|start|cause|
                occur|intend|support)
            (was|were) not *3
            (i|we|he|she|they|it) did not *3
            """
        ),
        unless=(question, conditional, in_relative_clause),
    ),
    LabellingFunction(
        name="denial_is_not",
        stance="denial",
        rule="Contradicting what another side says: what we see is not a rollback.",
        phrases=phrases(
            """
            (it|this|that|he|she|they|there|these|those|trump|clinton|donald|hillary|obama|here|campaign|i|
                we) (is|are|'s|am) not (a|an|the|in|about|my|our|any|some|just|going to be|being|one|at|that|
                racist|political|racists)
            (it|this|that|he|she|they|these|those) (is|are|'s) not *2
            """
        ),
        unless=(question, conditional),
    ),
    LabellingFunction(
        name="denial_does_not",
        stance="denial",
        rule="Contradicting what another side says, in the present: it does not, they do not.",
        phrases=phrases(
            """
            (it|this|that|he|she|they|these|those|which|just) (does|do) not *3
            does not (mean|make|change|exist|have|want|need|believe|support|represent|require|work)
            """
        ),
        unless=(question, conditional),
    ),
    LabellingFunction(
        name="denial_no_intention",
        stance="denial",
        rule="Disowning intent: no plans, no intention, not trying to.",
        phrases=phrases(
            """
            (no|not any|never any|zero) *1 (plan|plans|intention|intentions|intent|desire|interest|ambition|
                ambitions|wish|reason to believe|agenda)
            (not|never) (intend~|planning|trying|seeking|looking|interested|out to|here to|meant|designed|aimed|
                asking|intended|considering|calling for|suggesting|saying|proposing|advocating|telling|
                attacking|accusing) *2
            (not|never) (have|had) (any|an)? (plan|plans|intention|intentions|interest|desire)
            """
        ),
        unless=(question, conditional),
    ),
    LabellingFunction(
        name="denial_nothing_to_do",
        stance="denial",
        rule="Saying that it is not the speaker's doing.",
        phrases=phrases(
            """
            (nothing|not anything|not a thing) (whatsoever|at all)? to do with
            (no|not) *2 (part|role|involvement|hand|control|say) (in|over|of)
            (not|never|no way) (involved|connected|related|affiliated|associated|responsible|linked|part of|
                aware of|our doing|my fault|our fault|to blame)
            (no|not any) (control|knowledge|responsibility|authority|influence|contact|contacts|dealings) (of|
                over|with|for|whatsoever)
            """
        ),
        unless=(question, conditional),
    ),
    LabellingFunction(
        name="denial_by_correction",
        stance="denial",
        rule="Denial by correction: on the contrary, the opposite, the fact is.",
        phrases=phrases(
            """
            (on the|quite the|to the) contrary / (exact|quite the|precisely the|just the|the) opposite
            nothing could be further / (far|further) from (it|true|the truth|being)
            not *4 (but|rather|instead) *1 (a|the|an|to|because|about|that|it)
            (the fact|the truth|the reality|the bottom line|the fact of the matter) is *1 (that|he|she|it|we|i|
                they|no|not)
            (in fact|actually|contrary to) *6 (not|never|no)
            (has|have|had|with) (absolutely|simply)? no (bearing|effect|impact|influence|equivalence|merit)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="denial_own_word",
        stance="denial",
        rule="The speaker denies in so many words: I deny, we reject the claim, I am innocent.",
        phrases=phrases(
            """
            (i|we|he|she|they|has|have|who) *2 (deny|denies|denied|refute|refutes|refuted|dispute|disputes|
                reject|rejects|rebut|contest) *1 (that|the|any|those|these|this|all|it|such|having|being|doing|
                ever|allegations|claims)
            (categorically|flatly|unequivocally|vehemently|strongly|emphatically) (deny|denies|denied|reject|
                rejects|refute)
            (deny|denied|denies|denying) *2 (allegation|allegations|claim|claims|charge|charges|accusation|
                accusations|wrongdoing|it)
            innocent / not guilty / did nothing wrong / (unequivocally|categorically) denied / debunk~
            exonerat~ / (absolutely|definitely|certainly|of course|clearly|obviously) not
            """
        ),
        unless=(question, conditional, negated),
    ),
    LabellingFunction(
        name="denial_distorted",
        stance="denial",
        rule="Rejecting a report as misleading, distorted, taken out of context.",
        phrases=phrases(
            """
            mislead~ / mischaracter~ / distort~ / misrepresent~ / misunderst~ / misquot~ / misconstrued
            misinterpret~ / misinformation / out of context / disinformation / twisted
            (inaccurate|unfair|selective|shallow) (and|reporting|portrayal|characterization|reading|account|
                perspective|description)
            """
        ),
        unless=(question, negated),
    ),
    LabellingFunction(
        name="denial_notion",
        stance="denial",
        rule="Naming a claim in order to deny it: this notion that, the idea that … is wrong.",
        phrases=phrases(
            """
            (notion|idea|suggestion|claim|claims|allegation|allegations|accusation|assertion|implication|
                perception|narrative|impression|myth|rumor|rumors|speculation|charge) *12 (not|no|never|false|
                wrong|untrue|absurd|ridiculous|crazy|silly|laughable|insulting|offensive|nonsense|outrageous|
                denied|lie|lies|baseless|unfounded|unsupported)
            (any|the|this|reject~|dismiss~|dispel|rebut) (notion|suggestion|insinuation|allegation|allegations|
                accusation|accusations|implication) (that|of|is)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="denial_no_first",
        stance="denial",
        rule="The answer begins with no: No, …; Not at all.",
        phrases=phrases(
            """
            no (,|.|!|i|we|he|she|it|they|no|one is|one was|one has|there|not|that)
            not (at all|even close|true|so|really|in the least|the case) / wrong (.|!|,) / nope
            nobody (is|was|has|ever)
            neither *4 (nor|is|was|has|of)
            (that 's|it 's|this is|that is) (not|just not|simply not|nonsense|false|a lie|ridiculous|wrong|
                absurd|untrue)
            """
        ),
        when=(opens,),
        unless=(question,),
    ),
    LabellingFunction(
        name="denial_would_not",
        stance="denial",
        rule="Denying a forecast or theory that somebody put forward: it would not cause a recession.",
        phrases=phrases(
            """
            (would|will|could|can|should) (not|never) (be|have|cause|change|affect|stop|prevent|lead|make|help|
                solve|work|hurt|happen|mean|result|do|create|come|require|lose|cost)
            """
        ),
        unless=(question, conditional, first_person),
    ),
    LabellingFunction(
        name="denial_do_not_believe",
        stance="denial",
        rule="Denying somebody's view: I do not think that it posed a problem.",
        phrases=phrases(
            """
            (i|we) (do|did) not *1 (think|believe|see|accept|buy|agree|recall|remember|acknowledge|consider|
                view) *6 (is|was|has|had|would|were|are|will|posed|did|does|that|any)
            """
        ),
        unless=(question, conditional),
    ),
)
