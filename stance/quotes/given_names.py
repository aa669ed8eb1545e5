"""Common given names whose bearers are nearly always of one sex: a hint for pronouns, nothing more."""

from __future__ import annotations

from stance.quotes.wordsets import word_set

WOMEN = word_set(
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret "
    "sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca "
    "sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine "
    "christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia "
    "victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria "
    "teresa ann anne sara madison frances kathryn janice jean abigail alice julia judy sophia grace denise "
    "amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla "
    "alexis lori hillary melania ivanka condoleezza nikki elena ingrid fatima aisha leila mei priya ana "
    "carmen rosa lucia francesca giulia chiara claire sophie camille ursula angelina katie kate jane rose "
    "ellen eva irene lucy molly nora sally tina wendy yvonne zoe jill gina erin dana holly tracy valerie "
    "vanessa"
)
MEN = word_set(
    "james robert john michael david william richard joseph thomas christopher charles daniel matthew anthony "
    "mark donald steven steve andrew paul joshua kenneth kevin brian george timothy ronald jason edward "
    "jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel "
    "gregory alexander patrick frank raymond jack dennis jerry tyler aaron jose adam nathan henry zachary "
    "douglas peter kyle noah ethan jeremy christian walter keith austin roger terry sean gerald carl dylan "
    "harold jordan jesse bryan lawrence arthur gabriel bruce logan billy joe alan juan elijah willie albert "
    "wayne randy mason vincent liam roy bobby caleb bradley russell lucas mike bill jim tom bob dan ben tim "
    "ted mitch marco bernie barack jeb chris rand newt mitt vladimir ivan sergei dmitri mohammed muhammad "
    "mohamed ahmed ali omar hassan ibrahim yusuf carlos luis pedro pablo diego miguel francisco giovanni "
    "marco luca pierre jacques philippe francois hans klaus jens lars erik sven ole antony rudy mick phil "
    "greg jeff fred ron don ken doug matt nick pete rick rob sam stan ray neil hugh ian graham"
)
