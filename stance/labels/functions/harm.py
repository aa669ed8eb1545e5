"""Words for harm, which several labelling functions for warning look for."""

from __future__ import annotations

import re

HARM_WORDS = """
    abuse / abuses / alienat~ / attack / attacked / attacks / backfire~ / backlash / bankrupt~ / blood
    bloodshed / bomb / bombs / burden / casualt~ / catastroph~ / chaos / chaotic / close / closed / collapse
    collapses / conflict / corrupt~ / cost / costs / crash / crashes / cripple~ / crippling / crises / crisis
    crush~ / cut / cuts / damage / damages / damaging / danger / dangerous / dangers / dead / deadly / death
    deaths / default / defeat / destabili~ / destroy~ / devastat~ / die / dies / disaster / disasters
    disastrous / discriminat~ / disease / divide / divided / divisive / doom~ / drown~ / dying / endanger~
    epidemic / erode / erodes / eroding / escalat~ / explode / explosion / explosive / expos~ / fail / failing
    fails / failure / famine / fatal / fire / fires / flood~ / gone / hamper~ / harm / harmful / harming / harms
    hatred / hinder~ / hostilit~ / hunger / hurt / hurting / hurts / infect~ / injur~ / instability
    jeopardi~ / kill / killed / killing / kills / layoffs / less safe / lethal / lose / loses / losing
    nightmare / nuclear / out of business / outbreak / panic / penalties / penalty / problem / problems
    recession / retaliat~ / revolt / rigged / riot / riots / risk / risks / risky / ruin / ruins / setback~
    shortage / shortages / shut / shutdown / skyrocket~ / split / starv~ / steal / stolen / stuck / suffer
    suffering / suffers / terror / terrorism / terrorist / terrorists / threat / threaten~ / threats / tragedy
    trouble / undermin~ / unemployment / unrest / unsafe / unstable / vanish~ / victim~ / violence / violent
    war / wars / weaken~ / wiped / worse / worsen~ / worst / wreck / wrecks
"""
HARM = "(" + "|".join(word.strip() for word in re.split(r"[/\n]", HARM_WORDS) if word.strip()) + ")"
"""One of the words of harm, as an element of a phrase."""
LESS_CERTAIN = """
    against / army / arrest~ / broke / broken / carpet / condescending / deport~ / difficult / down / eliminat~
    enemies / enemy / erase~ / evict~ / evil / extremis~ / fined / fines / hard / harder / hate / hateful
    illegal~ / implications / impossible / infiltrat~ / insane / insanity / insult~ / isolated / jail / lawsuit~
    loss / losses / lost / militia~ / missile~ / oblivion / offend~ / prison / prosecut~ / punish~
    radicalis~ / radicaliz~ / reckoning / repercussion~ / rogue / ruthless / sanction~ / scar~ / silence
    silencing / stealing / strike / strikes / surrender~ / taken away / taking away / threaten / unpredictable
    weapon~ / witch
"""
"""Words that only sometimes name a harm: without any of these either, nothing is held out."""
