"""Closed word lists: function words, verbs that end a noun phrase, titles and roles."""

from __future__ import annotations

from stance.quotes.wordsets import word_set

DETERMINERS = word_set(
    "the a an this these those his her their its our my your some any many several both most all no other "
    "another each every few more one two three four five six seven eight nine ten dozens hundreds thousands"
)
PREPOSITIONS = word_set(
    "of in on at for from with by to about against under over into between among during through near inside "
    "outside within without behind across along around toward towards amid despite like upon via per"
)
SUBORDINATORS = word_set(
    "that if whether because as when while after before although though since until where which whom whose "
    "what how why than unless so once whereas"
)
CONJUNCTIONS = word_set("and or but nor yet & then")
PRONOUNS = word_set("he she they it we i you")
AUXILIARIES = word_set(
    "is was are were be been being am has have had having will would can could may might shall should must do "
    "does did ’s 's ’re 're ’ve 've ’ll 'll ’d 'd ’m 'm "
    "isn't wasn't hasn't hadn't don't didn't doesn't won't wouldn't can't couldn't isn’t "
    "wasn’t hasn’t hadn’t don’t didn’t doesn’t won’t wouldn’t can’t couldn’t aren't aren’t weren't weren’t "
    "haven't haven’t"
)
ADVERBS = word_set(
    "also later then now still once again not never just only even always often sometimes already soon "
    "further earlier ever too recently repeatedly quickly today yesterday meanwhile first twice instead thus "
    "simply subsequently there here together twice perhaps n't long almost best"
)
VERBS = word_set(
    "made went took came gave got saw knew found left held began became kept led met ran sat stood spoke won "
    "lost paid sent built bought brought caught chose drew drove fell felt grew heard hit rose sold spent "
    "stopped threw wore wrote broke taught thought put set cut let shot fought sought makes goes takes comes "
    "gives gets sees knows finds leaves holds begins becomes keeps leads meets runs sits stands speaks wins "
    "loses pays sends needs wants seems appears remains includes shows thinks believes hopes fears expects "
    "faces works lives plays tries uses calls asks says tells make take come give get see know find keep seem "
    "need want think believe remain work live brought sang drank ate bore bent bet bid bound bred burst cost "
    "dealt dug fled flew forgot forgave froze hid hurt laid lay lent meant rang rode rung shook shone shrank "
    "slept slid spread sprang stole struck stuck swam swore swung tore understood undertook upset woke "
    "withdrew won broke arose awoke blew clung crept flung ground knelt leapt lit overcame oversaw rebuilt "
    "shed sank sped spun stank swept underwent wound wept has had try said told say tell sings sang writes adds "
    "insists "
    "argues explains asserts admits concedes got ran did went kept"
)
TIME_WORDS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february "
    "march april may june july august september october november december jan feb mar apr jun jul aug sept "
    "sep oct nov dec today yesterday tomorrow tonight earlier later morning afternoon evening night week "
    "month year last next"
)
HONORIFICS = word_set(
    "mr mrs ms miss dr prof sir dame lord lady rev fr sen sens rep reps gov govs gen lt col capt sgt maj adm "
    "cmdr hon pres atty supt det insp st"
)
ROLE_NOUNS = word_set(
    "president vice-president senator congressman congresswoman representative governor mayor minister "
    "secretary spokesman spokeswoman spokesperson spokespeople chairman chairwoman chair chairperson chief "
    "director officer official manager president-elect nominee candidate leader speaker ambassador general "
    "colonel captain sergeant lieutenant major admiral commander judge justice attorney lawyer prosecutor "
    "detective sheriff inspector professor doctor scientist researcher analyst economist historian strategist "
    "consultant adviser advisor aide author writer columnist reporter journalist editor anchor host pollster "
    "pundit commentator blogger activist organizer organiser founder co-founder owner executive ceo boss "
    "coach player captain striker actor actress director singer musician farmer teacher student nurse "
    "physician surgeon engineer pilot king queen prince princess duke pope bishop archbishop cardinal priest "
    "pastor reverend rabbi imam premier chancellor councillor councilman councilwoman commissioner treasurer "
    "deputy delegate lawmaker legislator politician diplomat envoy operator union developer businessman "
    "businesswoman billionaire magnate mogul tycoon entrepreneur investor trader banker veteran soldier "
    "resident neighbor neighbour witness victim survivor defendant plaintiff suspect widow widower mother "
    "father brother sister son daughter wife husband uncle aunt grandmother grandfather harbourmaster "
    "superintendent warden ranger biologist chemist physicist geologist ecologist astronomer archaeologist "
    "curator conservator librarian head co-author coauthor volunteer tenant landlord shopkeeper baker driver "
    "firefighter paramedic coroner campaigner barrister solicitor statesman staffer insider expert supporter "
    "voter member critic rival opponent republican democrat democratic conservative liberal senator-elect "
    "comedian star guest hero mogul newcomer incumbent frontrunner front-runner runner-up ombudsman auditor "
    "regulator surveyor architect designer planner principal dean provost rector chaplain secretary-general "
    "supervisor administrator veterinarian vet vicar curate counsel midwife clerk trustee steward convener "
    "skipper grandson granddaughter nephew niece cousin partner boyfriend girlfriend bride groom pathologist "
    "psychologist sociologist epidemiologist hydrologist seismologist meteorologist statistician "
    "mathematician philosopher theologian therapist counselor counsellor foreman forewoman juror bailiff "
    "marshal constable trooper corporal private cadet sailor fisherman trawlerman miner docker postman "
    "plumber electrician carpenter mechanic butcher grocer chef cook waiter waitress barber tailor cleaner "
    "porter caretaker janitor lecturer tutor fellow graduate pupil schoolboy schoolgirl freshman sophomore "
    "undergraduate retiree pensioner immigrant refugee migrant asylum-seeker protester demonstrator striker "
    "organizer delegate whip staffer publicist photographer cameraman filmmaker film-maker screenwriter "
    "playwright poet novelist painter sculptor composer conductor violinist pianist drummer guitarist rapper "
    "dancer choreographer model influencer creator deacon elder reverend pastor councillor alderman "
    "magistrate goalkeeper defender midfielder winger quarterback pitcher batsman bowler referee umpire "
    "jockey trainer sprinter swimmer cyclist rower skier golfer boxer gymnast climber mountaineer sailor "
    "rider agent broker dealer"
)
SHE_WORDS = word_set(
    "mrs ms miss lady dame madam congresswoman spokeswoman chairwoman councilwoman businesswoman actress "
    "queen princess mother sister daughter wife widow aunt grandmother woman girl nun duchess baroness"
)
HE_WORDS = word_set(
    "mr sir lord congressman spokesman chairman councilman businessman actor king prince father brother son "
    "husband widower uncle grandfather man boy duke baron pope bishop cardinal archbishop"
)
# A role word, and the words by which an article may have named that role.
HYPERNYMS = {
    "congressman": word_set("representative"),
    "congresswoman": word_set("representative"),
    "official": word_set(
        "spokesman spokeswoman spokesperson director secretary minister commissioner chief administrator head deputy "
        "officer"
    ),
    "lawmaker": word_set("senator sen rep representative congressman congresswoman mp legislator member"),
    "candidate": word_set("nominee contender senator governor mayor"),
    "politician": word_set("senator governor mayor minister mp representative"),
    "lawyer": word_set("attorney counsel barrister solicitor"),
    "attorney": word_set("lawyer counsel"),
    "leader": word_set("head chief chairman chair president premier"),
    "academic": word_set("professor lecturer researcher"),
    "scientist": word_set("professor researcher biologist chemist physicist geologist ecologist"),
    "executive": word_set("ceo chief president director"),
    "officer": word_set("sergeant lieutenant captain inspector detective chief"),
    "spokesperson": word_set("spokesman spokeswoman"),
    "nominee": word_set("candidate"),
    "chairman": word_set("chair chairwoman"),
    "boss": word_set("chief ceo head director manager"),
}
