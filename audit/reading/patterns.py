"""Turns of phrase that the codebook's rulings hang on, as named patterns over lower-case text."""

from __future__ import annotations

import re

REPLY = {
    "sorry": r"\bsorry\b|\bapolog",
    "sorry_to_hear": r"\b(?:sorry|hate|sad|disappoint\w*|regret\w*|concern\w*)\b[^.!?]{0,20}\b(?:to |about )?"
    r"(?:hear|learn|see|read|know|find out)|sorry about (?:this|that)\b",
    "sorry_you": r"\bsorry\b[^.!?]{0,25}\b(?:you|your)\b",
    "sorry_for_formula": r"\b(?:sorry|apolog\w+|regret\w*)\b[^.!?]{0,40}\b(?:inconvenience|trouble|"
    r"frustration|confusion|hassle|issue|issues|delay|delays|wait|experience|discomfort)\b",
    "apologise": r"\bapolog",
    "regret": r"\bregret|\bsadden|\bdisheartened|\bdisappointed (?:to|that)|\bdismay",
    "deeply": r"\b(?:so|very|really|truly|deeply|sincere(?:ly|st)?|extremely|terribly) "
    r"(?:sorry|apolog\w+|regret\w*|disappoint\w+|concern\w*)",
    "inconvenience": r"\binconvenienc",
    "understand": r"\bunderstand|\bappreciate (?:how|that|your (?:frustration|concern))|\bcan imagine",
    "feeling": r"\bfrustrat|\bupset|\bannoy|\bstress|\bdisappoint|\bworr|\bfeel(?:ing)?\b|\bpain\b",
    "not_the_experience": r"\b(?:not|isn't|wasn't|never|don't|doesn't|didn't)\b[^.!?]{0,30}\b(?:experience|"
    r"like to hear|want (?:for|to (?:hear|see))|how we|what we (?:want|like|aim|expect)|meet your|"
    r"up to|standard|acceptable|sound (?:right|good|like)|good to hear|ideal|fun|look right)\b",
    "must_have": r"\bmust (?:be|have|feel)|\bcan see (?:why|how)|\bi know (?:how|that)|\bi'd be\b|"
    r"\bi would be\b|\bwe know (?:how|that|it)",
    "oh_no": r"\b(?:oh no|yikes|uh oh|ouch|oh dear|oops|bummer|aw+|oh my|goodness|eek|hmm+|hm)\b",
    "warm": r"\b(?:love[sd]?|glad|happy|delight\w*|wonderful|awesome|great|fantastic|amazing|excited|"
    r"thrill\w*|pleas(?:ed|ure)|enjoy\w*|congrat\w*|cheers|fun|beautiful|yay|woo\w*|hope)\b",
    "glad_to_hear": r"\b(?:glad|happy|pleased|delighted|great|good|lovely|nice|thrilled|wonderful|"
    r"immense pleasure)\b[^.!?]{0,15}\b(?:hear|know|see|learn|read|that you)",
    "wish": r"\bhave a (?:\w+ )*(?:day|weekend|flight|trip|night|evening|one|time|stay)|\bgood luck|"
    r"\benjoy (?:the|your)|\bsafe (?:travels|flight)|\bhappy \w+(?:day|ween|birthday)\b|\btake care\b",
    "reassure": r"\bno (?:worries|problem)|\bnot to worry|\bdon't worry|\brest assured|\bassure you|"
    r"\bhere (?:for you|to help)|\bgot you(?:r back)?\b|\bwe can help|\bhelp's here|\bhelp has arrived",
    "care_about": r"\bconcern(?:s|ed|ing)?\b|\bcare about|\bimportant to us|\bmatter(?:s)? to us|\bvalue you"
    r"|\bsafety\b|\bcomfort\b|\bstay safe|\bhealth\b",
    "thanks": r"\bthank|\bthx\b|\bappreciate|\bty\b|\bgrateful",
    "thanks_feedback": r"\b(?:thank\w*|appreciate|valu\w+)\b[^.!?]{0,40}\b(?:feedback|suggestion|review|"
    r"comments?|input|sharing|bringing|letting us know|heads up|words|time)\b",
    "patience": r"\bpatien(?:ce|t)\b|\bbear with",
    "feedback": r"\bfeedback|\bsuggestion|\bsuggest(?:ed)? by you|\bcomments?\b|\bobservations?\b|\binput\b",
    "pass_on": r"\b(?:shar|pass|forward|escalat|relay|report|rais|flag|convey|inform|let)(?:e[ds]?|ed|ing)?\b"
    r"[^.!?]{0,45}\b(?:team|along|on to|manager|management|department|staff|colleagues?|engineers?|"
    r"store|crew|leadership|developers|know)\b",
    "noted": r"\bnoted?\b|\btake (?:this|it|your|all)[^.!?]{0,20}(?:seriously|on board)|\blook(?:ed)? into",
    "improve": r"\bimprov|\benhanc|\bwork(?:ing)? (?:on|towards|hard)|\bstrive|\bendeavou?r|\bcommitted",
    "question": r"\?",
    "what_happened": r"\bwhat(?:'s| is| was)? (?:happen\w*|going on|the (?:issue|problem|trouble|matter)|"
    r"occurr\w*|wrong|up)|\btell us (?:more|what|a bit)|\bmore (?:info\w*|details?|insight)|"
    r"\bgive us (?:more|some)|\belaborate|\bhow can (?:we|i) (?:help|assist)",
    "ask_details": r"\b(?:account|order|reference|confirmation|tracking|record locator|booking|case|phone|"
    r"mobile|ticket|flight|serial|zip|post ?code|postal|address|email|e-mail|full name|username|"
    r"gamertag|psn|id|number|store|version|model|device|os|ios|operating system|browser|screenshot)\b",
    "ask_device": r"\bwh(?:ich|at) (?:\w+ ){0,3}(?:version|model|device|ios|os|phone|browser|platform|"
    r"service|store|flight|app|error|product|train|item)\b|\bios \d|\bos version",
    "did_you_try": r"\b(?:have|did|are|were|is|was|does|do|has|can) (?:you|it|this|the|they|your)\b[^.!]*\?",
    "tried": r"\b(?:tried|try|trying)\b",
    "dm": r"\bdm\b|\bdms\b|\bdirect message|\bprivate message|\bmessage us|\binbox\b|\bsend (?:us|me) (?:a|an|your)",
    "link": r"\[link\]",
    "here": r"\bhere\b\s*:?",
    "call": r"\bcall\b|\bphone\b|\bring us|\bgive us a|\bcontact\b|\breach out\b|\bget in touch|\bchat\b|\bemail\b",
    "visit": r"\bvisit\b|\bcheck (?:out|this|our)|\bfollow (?:the|these|this)|\bclick\b|\bsee\b|\brefer\b|"
    r"\bdetails? (?:here|at)|\bmore info",
    "please": r"\bplease\b|\bpls\b|\bkindly\b",
    "if_you": r"\bif (?:you|it|this|that|the|we|there|not|so)\b|\bonce (?:you|we)\b|\bwhen you\b",
    "so_we_can": r"\bso (?:that )?(?:we|i)\b|\bfor us to\b|\bto (?:further )?(?:assist|help|look)\b|"
    r"\band (?:we|i)(?:'ll| will| can)\b",
    "we_will": r"\b(?:we|i|they|it|he|she|team|someone)(?:'ll| will| shall)\b|\bgoing to\b|\bwill be\b",
    "we_have": r"\b(?:we|i)(?:'ve| have| had)\b|\b(?:has|have) been\b|\bi just\b|\bwe just\b",
    "follow_up": r"\bfollow(?:ing)? up|\bget back to you|\bbe in touch|\bkeep you|\bupdate you|\bas soon as|"
    r"\basap\b|\bshortly\b|\bwithin\b|\bhours?\b|\bdays?\b|\bminutes?\b|\bsoon\b|\btoday\b|\btomorrow\b",
    "can_help": r"\b(?:like|love|happy|glad|want|here|able) to (?:help|assist|look|take)|\blet us (?:help|check|look)|"
    r"\blet(?:'s| me| us)\b|\bhelp you|\bassist",
    "invite_back": r"\blet (?:us|me) know|\bfeel free|\banything else|\bany (?:other|further|more)|\bkeep us|"
    r"\breach (?:back )?out|\btweet us|\bhow it goes|\bhope (?:this|that|it|these) helps?",
    "steps": r"\b(?:go to|click|tap|select|settings|restart|reset|reinstall|update|uninstall|unplug|turn|log ?(?:in|out)|"
    r"sign (?:in|out)|press|hold|open|choose|enter|delete|download|menu|tab|option|refresh|clear)\b",
    "answer": r"^(?:\[\w+\]\s*)*(?:hi|hey|hello)?[^.!?]{0,15}\b(?:yes|no|yep|nope|correct|indeed|unfortunately|absolutely|sure)\b",
    "facts": r"\b(?:is|are|was|were|has|have|can|will|should|may|takes?|starts?|available|includes?|allows?)\b",
    "time_or_price": r"\d{1,2}[:.]\d\d|\b\d{1,2}\s?(?:am|pm)\b|[$£€]\s?\d|\b\d+\s?(?:%|gb|mb|min|hours?|hrs?|days?)\b",
    "number": r"\d",
    "long_number": r"\[number\]",
    "explain": r"\bbecause\b|\bdue to\b|\bas (?:the|we|it|this|your)\b|\bsince\b|\bcaused by\b|\bowing to\b|\bin order to\b"
    r"|\bthe reason\b|\bso that\b|\bhowever\b|\bwhile we\b",
    "remedy": r"\brefund|\breplac(?:e|ing|ed|ement)|\bcredit|\bvoucher|\bcompensat|\bfix(?:ed|ing)?\b|\bresolv|\brepair"
    r"|\breimburs|\bmake (?:it|this|things) right|\bcorrect(?:ed|ing|ive)\b|\brectif|\bturn (?:this|things) around",
    "our_part": r"\b(?:our|my) (?:mistake|error|fault|part|end|bad|side|lapse|shortcoming|responsib\w+)|\bwe (?:made|missed|failed"
    r"|dropped|fell|let you)|\btake (?:full )?responsib|\bshould(?:n't| not) have|\bshould have|\bown(?:ing)? up",
    "investigate": r"\binvestigat|\blook(?:ing)? (?:in ?to|at)|\bcheck(?:ing|ed)? (?:on|with|into)|\bresearch|\breview",
    "cannot": r"\b(?:can't|cannot|can not|unable|not able|won't|not possible|no way|don't have|do not have|isn't (?:a|an|possible|"
    r"available)|not available|no longer|only)\b",
    "policy": r"\bpolic(?:y|ies)\b|\bterms\b|\brules?\b|\bguidelines?\b|\brequire[ds]?\b|\bas per\b|\bmust\b",
    "unfortunately": r"\bunfortunate",
    "contradict": r"\b(?:but|however|although|though|actually|please note|kindly note|note that|clearly|in fact|instead)\b",
    "blame": r"\byou (?:were|did|had|should|chose|booked|failed|must|need to|are required)\b|\bfalse\b|\ballegation|\bclaims?\b|"
    r"\bbaseless|\bmislead|\bguest (?:was|had|were)\b",
    "hotel_thanks": r"\b(?:stay|staying|visit|choosing)\b[^.!?]{0,40}|\bwelcom\w+ you (?:back|again)|\bback (?:again|soon)|\bguests?\b",
    "negation": r"\b(?:not|no|never|none|nothing|\w+n't)\b",
    "second_person": r"\b(?:you|your|yours|you're|you've|you'll)\b",
    "first_person": r"\b(?:i|i'm|i'll|i've|i'd|me|my)\b",
    "first_plural": r"\b(?:we|we're|we'll|we've|we'd|us|our)\b",
    "exclamation": r"!",
    "smile": r"[:;]-?[)d]\b|\[smile\]",
    "name": r"\[name\]",
    "name_greeted": r"\b(?:hi|hey|hello|dear|hiya|morning|afternoon|evening)\b[, ]+\[name\]|^(?:\[user\] ?)*\[name\],",
    "name_signed": r"\[name\](?:\s*\[link\]|\s*\d/\d)*\s*$",
    "initials": r"\[initials\]",
    "dear_guest": r"\bdear (?:guest|sir|madam|customer|traveller|traveler|patron)",
    "cut_short": r"(?:\.\.\.|…)\s*(?:\[link\])?\s*$",
    "denied_regret": r"\b(?:not|isn't|aren't|ain't|i'm not|never|no need to|nothing to|hardly|wouldn't|won't|don't)\b (?:\w+ ){0,3}?"
    r"(?:sorry|apolog\w+|regret\w*|at fault|to blame|our (?:fault|mistake|problem|responsib\w+)|responsible|care\b|feel bad)",
    "regret_if": r"\b(?:sorry|apolog\w+|regret\w*)\b[^.!?]{0,30}\bif\b",
    "sorry_you_feel": r"\b(?:sorry|regret\w*|sad\w*)\b[^.!?]{0,20}\byou (?:feel|felt|think|thought|believe\w*|perceiv\w*|found|find)\b",
    "casual": r"\b(?:yeah|yep|haha|lol|gonna|guys|folks|cool|buddy|mate|hun|fingers crossed|btw|y'all|stoked|rock|sweet)\b",
}

CUSTOMER = {
    "anger": r"\b(?:ridiculous|unacceptable|disgust\w*|disgrace\w*|pathetic|outrag\w*|shame\w*|awful|terribl\w*|horribl\w*|"
    r"horrendous|worst|appall\w*|useless|joke|scam\w*|fraud\w*|liars?|lies|lying|lied|rude\w*|incompeten\w*|furious|angry|"
    r"fuming|livid|pissed|hate|hell|garbage|trash|crap\w*|shit\w*|bullshit|bs|damn|fuck\w*|f\*+\w*|wtf|stupid|idiot\w*|suck\w*|"
    r"rip ?off|robbed|stole\w*|steal\w*|theft|cheat\w*|ripped|absurd|insult\w*|ignor\w+|nightmare|atrocious|shambles|diabolical|"
    r"dreadful|hopeless|abysmal|dirty|filthy|stink\w*|pathetic|unprofessional|misleading|waste)\b",
    "sad": r"\b(?:disappoint\w*|upset\w*|sad\w*|frustrat\w*|annoy\w*|worr\w+|stress\w*|scared|afraid|anxious|tired|exhausted|"
    r"fed up|sick of|heartbroken|devastat\w*|cry\w*|tears|desperate\w*|unhappy|concern\w*|miserable|helpless|painful|pain|"
    r"depress\w*|confus\w*|lost|struggl\w*|irritat\w*|unfair|dissatisf\w*|regret\w*|ugh+|argh+|smh|sigh|omg|bummed|gutted)\b",
    "problem": r"\b(?:issue\w*|problem\w*|error\w*|bug\w*|glitch\w*|broke\w*|fail\w*|crash\w*|stuck|wrong|missing|delay\w*|late|"
    r"cancel\w*|lost|down|freez\w*|frozen|stop(?:ped|s)?|slow|damage\w*|faulty|defect\w*|outage|leak\w*|blocked|hacked|locked|"
    r"suspend\w*|disabled|deleted|refus\w*|denied|declin\w*|overcharg\w*|charged|disappear\w*|poor|bad|old|noisy|broken|drain\w*|lag\w*)\b",
    "not_working": r"\b(?:not|isn't|doesn't|won't|can't|cannot|didn't|don't|wasn't|never|no|couldn't|unable|aren't|haven't|hasn't|without)\b",
    "help": r"\bhelp\b|\bassist|\bfix\b|\bsort\b|\bresolve|\bsupport\b|\bsos\b",
    "waiting": r"\b(?:still|again|yet|already|hours?|hrs?|days?|weeks?|months?|wait\w*|hold|ago|since|forever|ages|finally|keep\w*|"
    r"another|third|times|every time|multiple|several|numerous)\b",
    "no_answer": r"\bno (?:one|reply|response|answer|help|update|clue)|\bnobody|\bnot (?:respond\w*|answer\w*|repl\w*|help\w*)|\bignor",
    "leaving": r"\bnever (?:again|fly|buy|use|stay|shop)|\bcancel(?:l?ing)? my|\bswitch\w*|\bleav\w+|\bgo(?:ing)? elsewhere|\blost a customer|"
    r"\bnot recommend|\bavoid\b|\bdone with|\bboycott|\bmoney back|\brefund",
    "sarcasm": r"\bthanks (?:for nothing|a lot|a bunch)|\b(?:great|good|nice|well) (?:job|work|service|one|done)\b|\bway to go|\bbravo|\bslow clap|"
    r"\bseriously|\breally\?|\bhow hard|\bapparently|\bso much for|\bguess\b|\bwow\b|\bshocker|\bimagine\b|\bmust be nice|\blol\b|\bsupposed(?:ly)?\b|\beven\b",
    "mock_praise": r"\b(?:(?:oh|well|wow|yeah|yay|ah)[,.!]* (?:how |that's |this is |just |so )?(?:great|good|lovely|wonderful|brilliant|fantastic|nice|perfect|amazing)|"
    r"(?:absolutely|just|simply|really|what a) (?:great|lovely|wonderful|brilliant|fantastic|perfect|superb|charming|delightful)|another (?:great|lovely|wonderful|"
    r"brilliant|fantastic|stellar|perfect) |(?:love|loving) (?:how|it when|that|being|waiting|the way|paying)|nothing (?:like|says)|just what i (?:need|want)\w*|"
    r"(?:bang|great|nice|top|good|stellar|brilliant|excellent|amazing|super) (?:up|job|work|service|effort|stuff)|(?:thanks|thank you|cheers) (?:so much |a lot |ever so much )?for (?:nothing|"
    r"ruining|wasting|losing|making|leaving|letting|not|ignoring|hanging|breaking|the (?:wait|delay|lack|non))|can't wait to|so (?:helpful|glad|pleased|happy|proud|kind) )",
    "denied_praise": r"\b(?:not|no|never|n't|isn't|wasn't|weren't|aren't|hardly|far from|anything but|nothing)\b (?:\w+ ){0,3}?(?:great|good|happy|best|impress\w*|helpful|friendly|"
    r"pleas\w+|clean|comfortable|recommend\w*|enjoy\w*|nice|amazing|wonderful|worth|acceptable)",
    "why": r"\bwhy\b|\bhow come|\bwhat the|\bexplain|\bwhat is (?:going|wrong)|\bwhat's (?:going|wrong|up with)|\bexplanation",
    "how_to": r"\bhow (?:do|can|to|long|much|many|should|would)|\bis (?:there|it|this|that)\b|\bcan (?:i|you|we)\b|\bdo (?:you|i)\b|\bwhen (?:is|will|do|are)|"
    r"\bwhere (?:is|can|do)|\bwhat(?:'s| is| are)\b|\bdoes\b|\bany (?:chance|idea|way|update)|\bwill (?:you|there|it)\b|\bwhich\b",
    "thanks": r"\bthank|\bthx\b|\bcheers\b|\bappreciat|\bgrateful|\bkudos|\bty\b",
    "praise": r"\b(?:love\w*|great|awesome|amazing|excellent|fantastic|wonderful|best|perfect\w*|good|nice|happy|excited|lovely|enjoy\w*|beautiful|"
    r"brilliant|delicious|clean|comfortable|friendly|helpful|courteous|pleasant|recommend\w*|impress\w*|glad|fun|cool|favou?rite|yay|congrat\w*|superb)\b",
    "intense": r"\b(?:so|very|really|extremely|absolutely|totally|completely|beyond|too|such|ever|literally|utterly|even)\b",
    "second_person": r"\b(?:you|your|you're|guys|u|ur)\b",
    "first_person": r"\b(?:i|i'm|i've|my|me|we|our|us|i'll|i'd)\b",
    "please": r"\bplease\b|\bpls\b|\bplz\b|\bkindly\b",
    "money": r"[$£€]|\bmoney|\bpaid|\bpay\b|\bcharge|\bfee|\brefund|\bprice|\bcost|\bbill",
    "hardship": r"\b(?:sick|ill|hospital|died|death|funeral|baby|child\w*|kids?|mother|mom|mum|father|dad|wife|husband|daughter|son|disab\w*|elderly|pregnan\w*|"
    r"medical|emergency|stranded|wedding|birthday|christmas|covid|corona\w*|virus|quarantine|lost my job|unemploy\w*|senior)\b",
    "fine": r"\b(?:fixed|resolved|sorted|works? now|working now|worked|solved|got it|all good|no worries|ok|okay|sure|yes|done|will do|sent)\b",
    "question": r"\?",
    "exclamation": r"!",
    "dots": r"\.\.+|…",
    "many_marks": r"[!?]{2,}",
    "hashtag": r"#\w+",
    "hashtag_bad": r"#\w*(?:fail|worst|bad|hate|sucks?|angry|disappoint|frustrat|never|poor|terrible|rude|scam|shame|unhappy|notok|ridiculous|crap)\w*",
    "link": r"\[link\]",
    "number": r"\d|\[number\]",
    "but": r"\b(?:but|however|although|though|except|unfortunately|only|just)\b",
}

CLAIM = {
    "we": r"\b(?:we|we're|we'll|we've|our|us)\b",
    "you": r"\b(?:you|your|you're|you'll|yours)\b",
    "we_to_you": r"\b(?:we|our)\b[^.!?]*\b(?:you|your|clients?|customers?|people|famil\w+|patients?|members?|guests?)\b",
    "care": r"\b(?:caring|compassion\w*|kind(?:ness)?|warm(?:th|ly)?|love|wellbeing|well-being|welcom\w+|cared for|looked after)\b",
    "we_care": r"\bcares? (?:about|for|deeply)\b|\b(?:take|taking) care of\b|\blook(?:ing)? after\b|\bunwavering care\b|\bgenuine\w*\b",
    "care_word": r"\bcare\b|\bheart\w*\b",
    "devoted": r"\b(?:dedicat\w*|committed|commitment|devot\w*|passion\w*|privilege|honou?r\w*|above and beyond|priority|first)\b",
    "better_lives": r"\b(?:better|improv\w*|chang\w*|healthy|healthier|joyful|enrich\w*)\b[^.!?]{0,25}\b(?:li[fv]es?|health|people|world|families)\b|\bhealth\b",
    "feelings": r"\b(?:feel(?:ing)?|happy|happiness|joy\w*|comfort\w*|safe\w*|peace of mind|confident|at ease|stress\w*|worr\w*)\b",
    "vulnerable": r"\b(?:vulnerable|disab\w+|poverty|homeless|refuge\w*|disadvantaged|victims?|charit\w+|non-?profit|empower\w*)\b",
    "understand": r"\b(?:understand\w*|empath\w*|been there|relate|going through|in mind|in your shoes|get it)\b",
    "know_you": r"\bknow (?:how|what|that|you)\b|\byour (?:needs|unique|specific|story|challenges)\b|\bunique (?:needs|story|challenges)\b|\bjust like you\b",
    "listen": r"\b(?:listen\w*|hear|heard|feedback|voice|input|you asked|conversation|involve\w*)\b",
    "tailored": r"\b(?:tailor\w*|bespoke|personali[sz]ed|customi[sz]ed|individuali[sz]ed|custom)\b",
    "individual": r"\b(?:personal(?:ly)?|individual\w*|one-on-one|1-on-1|unique|like family|your own|match\w*|suit\w*|fits?|meet your|your schedule|your pace)\b",
    "here_for_you": r"\bhere (?:for|to)\b|\bthere for\b|\bby your side\b|\balongside\b|\bevery step\b|\beach step\b|\bwith you\b|\btogether\b|\bhad my back\b",
    "around_the_clock": r"\b24/7\b|\b24-7\b|\b24 hours?\b|\baround the clock\b|\bany ?time\b|\bwhenever\b|\balways\b|\bavailable\b",
    "support": r"\bsupport\w*\b|\bguid\w+\b|\bassist\w*\b",
    "help_people": r"\bhelp(?:s|ing)?\b[^.!?]{0,20}\b(?:you|people|famil\w+|clients?|customers?|businesses|patients?|women|students?|navigate|communities)\b",
    "help": r"\bhelp\w*\b",
    "partner": r"\bpartner\w*\b|\btrusted\b|\blifetime\b|\bserving\b|\bserves?\b",
    "guarantee": r"\b(?:guarant\w*|promise\w*|money-?\s?back|risk-?\s?free|refund\w*|warrant\w*|reimburs\w*|make it right|cover you)\b",
    "satisfied": r"\b(?:satisfaction|satisfied|completely happy|happy with|finished until|stand behind)\b",
    "honest": r"\b(?:honest\w*|integrity|transparen\w*|right thing|accountab\w*|fair(?:ly|ness)?|ethic\w*|trustworth\w*|commitments?|kept|no hidden)\b",
    "trust": r"\btrust\w*\b",
    "customers": r"\b(?:customers?|clients?|patients?|guests?|members?|families|family|homeowners|travell?ers|users?|parents)\b",
    "people": r"\b(?:people|women|men|children|communit\w+|students?|humanity|everyone|anyone)\b",
    "staff": r"\b(?:employees?|staff|careers?|hiring|jobs?|workplace|salary|benefits)\b",
    "product": r"\b(?:platform|software|products?|technolog\w*|app|tool\w*|data|manufactur\w*|equipment|system\w*|online|industry|ai|automat\w*)\b",
    "solutions": r"\b(?:solutions?|services?|design\w*|quality)\b",
    "your_customers": r"\byour (?:customers?|clients?|visitors?|users?|employees?|team|audience|business|brand)\b",
    "contact": r"\b(?:follow|tweet\w*|call|phone|visit|contact|hours|mon|fri|am|pm|email)\b|@|\[user\]|\[number\]",
    "superlative": r"\b(?:leading|best|largest|premier|world|global|top|award\w*|number one|most)\b",
    "negation": r"\b(?:not|no|never|don't|doesn't|won't|isn't|aren't|can't|cannot|without|nor|neither|hardly|less)\b",
    "denied": r"\b(?:we|our (?:\w+ ){0,2}|you)(?:'re|'ll)?\b (?:\w+ ){0,2}?(?:don't|do not|never|won't|will not|can't|cannot|aren't|are not|refuse to|hardly|no longer) "
    r"(?!just|only|stop|rest|quit|settle|sleep|let|forget|compromise|cut|lose|give up|take (?:no|your|you|it) )(?:\w+ ){0,2}?(?:care|listen|help|promise|guarantee|"
    r"understand|hear|be (?:there|here)|answer|support|offer|take|own|accept|tailor|apolog\w+|refund|reply|mind)|\b(?:nobody|no one|none of us|none of our \w+)\b"
    r"[^.!?]{0,15}\b(?:cares?|listens?|helps?|answers?|hears?|takes?|minds?)\b",
    "testimonial": r"[\"”]|\b(?:i|my|me)\b",
    "they": r"\b(?:they|he|she|their|his|her|them)\b",
    "imperative": r"^(?:get|book|find|shop|try|learn|see|join|start|discover|download|read|explore|sign|request|create|build|use|save|make|choose|manage|send)\b",
    "question": r"\?",
    "exclamation": r"!",
    "dash_item": r"^[-•–✔*]",
    "service": r"\b(?:customer (?:service|care|support|experience)|support team|after-?\s?sales|post-?\s?sales)\b",
    "charity": r"\b(?:donat\w*|foundation|charity|proceeds|planet|sustainab\w*|environment\w*|causes?|research)\b",
    "figures": r"\b(?:19|20)\d\d\b|\d",
}


def compiled(patterns: dict[str, str]) -> tuple[re.Pattern[str], ...]:
    """The patterns of one table, compiled, in its order."""
    return tuple(re.compile(pattern) for pattern in patterns.values())
