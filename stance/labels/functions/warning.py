"""Labelling functions for warning: harm or a cost that may come is held out, to make somebody heed it."""

from __future__ import annotations

from stance.labels.functions.harm import HARM
from stance.labels.functions.machinery import LabellingFunction
from stance.labels.functions.phrases import phrases
from stance.labels.functions.scopes import ahead, conditional, negated, past, question

FUNCTIONS = (
    LabellingFunction(
        name="warning_own_fear",
        stance="warning",
        rule="The speaker fears, worries or is concerned about what may still come.",
        phrases=phrases(
            """
            (i|we|they|he|she|people|officials) *2 (fear|fears|feared|worry|worries|worried|afraid|concerned|
                scared|nervous|terrified) *6
            (my|our|the|their|big|biggest|real) *1 (fear|worry|concern|concerns|fears|danger|risk) (is|are|that|
                of|about)
            (fear|fears|worry|worries|worried|concern|concerned|scary|frightening|alarming|troubling|
                terrifying) (that|about|of|if)
            """
        ),
        unless=(negated, question),
    ),
    LabellingFunction(
        name="warning_danger",
        stance="warning",
        rule="Danger pointed out: risk, danger, threat, peril.",
        phrases=phrases(
            """
            (risk|risks|risking|risky|danger|dangers|dangerous|dangerously|threat|threats|threaten|threatens|
                threatening|threatened|peril|perilous|hazard|hazardous|jeopardy|vulnerable|
                unsafe|at stake|deadly|lethal)
            jeopardi~ / endanger~ / menac~ / imperil~
            """
        ),
        unless=(negated, past, question),
    ),
    LabellingFunction(
        name="warning_if_then_harm",
        stance="warning",
        rule="Conditional consequences: if they cross, they will pay.",
        phrases=phrases(f"(will|would|could|may|might|can|going to|have to) *8 {HARM}"),
        when=(conditional,),
        unless=(question,),
    ),
    LabellingFunction(
        name="warning_if_then",
        stance="warning",
        rule="Conditional consequences, the harm in other words: if … will; or else; otherwise.",
        phrases=phrases(
            """
            if *14 (will|going to|then) / unless *14 (will|going to|would)
            (or else|otherwise) *6 (will|would|is|are|could|going to)
            or (we|they|you|it|he|she|i) (will|would|risk|are going to)
            (anything|something) *6 (happen|happens) / once *8 (will|can not|is gone)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="warning_harm_to_come",
        stance="warning",
        rule="Harm or a cost that may come, by itself or by the speaker's side.",
        phrases=phrases(f"(will|going to|about to|bound to|set to|shall) *6 {HARM}"),
        unless=(negated, question),
    ),
    LabellingFunction(
        name="warning_harm_possible",
        stance="warning",
        rule="Could, may or might on a harm: warning and hedge both.",
        phrases=phrases(f"(could|may|might|would|can) *6 {HARM}"),
        unless=(question,),
    ),
    LabellingFunction(
        name="warning_disaster",
        stance="warning",
        rule="An alarm: what is held out is called a disaster, a catastrophe, chaos.",
        phrases=phrases(
            """
            disaster / disastrous / catastroph~ / devastat~ / nightmare / chaos / calamit~ / apocaly~ / doomed
            irreparable / irreversib~ / existential / collapse / cripple / crippling / bloodbath / carnage
            dire / grave / gravest / destruction / powder keg / time bomb / tinderbox
            """
        ),
        when=(ahead,),
        unless=(negated, question),
    ),
    LabellingFunction(
        name="warning_consequences",
        stance="warning",
        rule="Sanctions, suits and answers to come, announced to those they will hit; a price to be paid.",
        phrases=phrases(
            """
            consequences / repercussions / (pay|paying) (a|the|for)? *2 (price|cost|dearly|consequences)
            (regret|retaliate|retaliation|reprisal|reprisals|sanctions|backlash|blowback|ramifications)
            will *3 (respond|answer|face|sue|prosecute|prosecuted|punish|punished|fined|arrested|fired|jailed|
                bomb|strike|destroy|fight|hit|shut|stop|crush|suspend|terminate|impose|block|veto|cut off)
            (legal action|law suit|lawsuit|face charges|court action|see you in court|firm response|
                swift response)
            (better|had better) (not|be|start|watch|hope|get)
            """
        ),
        when=(ahead,),
        unless=(negated, past, question),
    ),
    LabellingFunction(
        name="warning_getting_worse",
        stance="warning",
        rule="An alarm: it is under way and will get worse.",
        phrases=phrases(
            """
            (get|getting|gets|become|becoming|make|making|makes|even|much|only) *4 (worse|harder|dangerous|
                violent|weaker|bigger problem)
            worsen~ / escalat~ / spiral~ / deteriorat~ / out of (control|hand|time) / too late
            (running|run|ran) out of
            (not|never) (end|go|bode) well / slippery slope / (wake-up call|wake up)
            (tip of the iceberg|just the beginning|only the beginning) / just a matter of time
            matter of time / another (attack|shooting|war|crisis)
            more (deaths|attacks|violence|people will|victims|terror|terrorism|shootings|wars)
            """
        ),
        unless=(past, question),
    ),
    LabellingFunction(
        name="warning_heed",
        stance="warning",
        rule="Urging that rests on a danger: leave now, before it is too late.",
        phrases=phrases(
            """
            beware / (be|very|stay) (careful|vigilant|alert|prepared|warned|cautious|worried|afraid)
            watch out / brace / (take|taken|taking) *4 (seriously|precautions) / before it / evacuat~
            mark my words / make no mistake / stay (away|indoors|off|out)
            (must|need to|have to|has to) (stop|act|prevent|prepare|confront|protect|address|be stopped|
                recognize|understand)
            (can|could) not (afford|continue|let|allow|wait) / this is serious / pay attention / think twice
            heed / wake up
            """
        ),
        unless=(past, question),
    ),
    LabellingFunction(
        name="warning_leads_to_harm",
        stance="warning",
        rule="What is done or planned leads to harm that has not come yet.",
        phrases=phrases(
            f"""
            (lead|leads|leading|result|results|resulting|end up|ending|open|opens|plunge|push|drive|drag|throw|
                throws|send|sends) (to|in|into|up|with|us|the) *5 {HARM}
            (cause|causes|causing|trigger|triggers|spark|sparks|invite|invites|embolden|emboldens|fuel|fuels|
                fueling|create|creates|creating|breed|breeds|pose|poses|posing|incite|provoke|inflame|
                sow) *6 {HARM}
            (set|sets|setting) *3 precedent
            (embolden|emboldens|plays into|play into|recruiting tool|open the door|opens the door|give aid|
                aid and comfort)
            """
        ),
        unless=(negated, past, question),
    ),
    LabellingFunction(
        name="warning_under_way",
        stance="warning",
        rule="An alarm: destruction is under way.",
        phrases=phrases(
            """
            (is|are|'s|continues to|keep|keeps) *2 (destroying|eroding|undermining|weakening|hurting|killing|
                dividing|threatening|losing|jeopardizing|endangering|damaging|ruining|tearing|putting|risking|
                sliding|heading|failing|dying|collapsing|rigging|poisoning)
            (put|puts|putting) *6 (at risk|in danger|in jeopardy|in harm 's way|at stake)
            (at|under) (risk|threat|siege)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="warning_lose_what_we_have",
        stance="warning",
        rule="A loss held out: we will lose, nothing will be left, people will die.",
        phrases=phrases(
            """
            (will|would|going to|gonna|could) *4 (lose|die|fail|go away|disappear|be gone|be over|be destroyed|
                pay|suffer|be hurt|be taken away|be left|be killed|be forced|end up|get hurt|be stuck|regret|
                be sorry|have no|cease)
            (not|never) *3 (survive|recover|be able to|have a country|be safe) / no longer (be|have)
            cost *3 (jobs|lives|election|billions|millions|dearly)
            """
        ),
        unless=(question,),
    ),
    LabellingFunction(
        name="warning_should_not",
        stance="warning",
        rule="Urging against something for the harm in it: would be a mistake, should not be allowed.",
        phrases=phrases(
            """
            (would|will|could|might|may) be (a|an|the|very|so)? *1 (mistake|disaster|tragedy|catastrophe|blow|
                shame|terrible|devastating|catastrophic|dangerous|difficult|destabilizing|counterproductive|
                counter-productive|fatal|bad|worse|hurt|lost|destroyed|used|costly|irresponsible|reckless|wrong|
                messy|impossible|hard)
            (must|should|can) (not|never) *2 (allow|allowed|happen|forget|underestimate|ignore|ignored|stand|
                tolerate|afford)
            (on notice|at your own peril|at their own peril|warning sign|warning signs|red flag|cautionary|
                existential threat|national security|public health)
            """
        ),
        unless=(question,),
    ),
)
