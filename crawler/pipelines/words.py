"""Words the privacy rules know: given names, and words that are none where a name could stand."""

from __future__ import annotations

_GIVEN = """
aaron abby abdul abdullah abhishek abigail adam adrian aidan aisha ajay akash alan albert
alejandro alex alexa alexander alexandra alexis alfie ali alice alicia alison allison amanda
amber amelia amir amit amy ana andrea andreas andrew andy angel angela angie anil anita anjali
ankit ann anna anne annie anthony antonio anuj archie arjun arnold arthur arun ash ashley ashok
austin ava ayesha barbara barry beatrice becca becky bella ben benjamin bernard beth bethany
betty beverly bianca bill billy blake bob bobby brad bradley brandon brenda brendan brent brett
brian bridget brittany brooke bruce bryan caitlin caleb callum cameron camila carl carla carlos
carmen carol caroline carolyn carrie casey catherine cathy cecilia chad charles charlie
charlotte chelsea cheryl chloe chris christian christina christine christopher cindy claire
clara claudia clive cody colin colleen connor corey courtney craig crystal curtis cynthia daisy
dale dan dana daniel daniela danielle danny darren dave david dean debbie deborah deepa deepak
denise dennis derek diana diane diego dinesh dominic donald donna doris dorothy doug douglas
duncan dylan eddie edgar edward eileen elaine eleanor elena elijah eliza elizabeth ella ellen
ellie emily emma eric erica erik erika erin ethan eva evan eve evelyn fatima fiona florence
frances francesca francis francisco frank fred freddie freya gabriel gabriela gareth gary gavin
gemma geoff george georgia gerald gerard gill gillian gina giovanni glen glenn gloria gopal
gordon grace graham greg gregory guillermo gwen hannah harold harriet harry harsh harvey hassan
heather heidi helen helena henry holly howard hugh hugo hussein ian ibrahim imran irene isaac
isabel isabella isla ivan ivy jack jackie jackson jacob jacqueline jade jake james jamie jan
jane janet janice jared jasmine jason javier jay jayden jean jeff jeffrey jen jenna jennifer
jenny jeremy jerry jesse jessica jessie jill jim jimmy joan joanna joanne joe joel johanna john
johnny jon jonathan jordan jorge jose joseph josh joshua joyce juan juanita judith judy julia
julian julie june justin kamal karan karen karim karl kate katherine kathleen kathryn kathy
katie katrina kavita kay kayla keith kelly kelsey ken kenneth kenny kerry kevin khalid kieran
kim kimberly kiran kirsty kishore krishna kristen kristin kumar kurt kyle lakshmi lara larry
latoya laura lauren laurence leah lee leo leon leonard leslie lewis liam lily linda lindsay lisa
liz logan lola lorraine louis louise luca lucas lucy luis luke lydia lynn mackenzie maddie
madison magda maggie mahesh malcolm mamta mandy manish manoj marc marcus margaret maria marie
marilyn mario marion mark marta martha martin martina mary mason mateo matt matthew maureen max
maya meera megan mehmet melanie melissa mercedes mia michael michelle miguel mike mila miranda
miriam mohammad mohammed mohan mohit molly monica morgan muhammad nadia nancy naomi natalia
natalie natasha nathan neha neil nicholas nick nicola nicole nigel nikhil nikki nina nisha nitin
noah noor nora norma norman olga oliver olivia omar oscar owen pablo paige pallavi pam pamela
pat patricia patrick paul paula pauline pedro penny perry pete peter phil philip phoebe phyllis
pierre pooja poppy prakash pramod prasad praveen preeti priya rach rachel rafael rahul raj
rajesh rajiv ralph ramesh ramon randy raul ravi ray raymond rebecca reece reid rekha renee rhys
ricardo richard rick ricky rita ritu rob robbie robert roberta roberto robin rodney roger rohan
rohit ronald ronnie rory rosa rosie ross roxanne roy ruby rupert russell ruth ryan sabrina saif
sally sam samantha samir samuel sana sandeep sandra sandy sanjay santosh sara sarah satish scott
sean sebastian selina sergio shane shannon sharma sharon shaun shawn sheila shelley shirley
shreya shruti siddharth sidney simon simone singh siobhan sofia sonia sophia sophie stacey
stanley stella steph stephanie stephen steve steven stewart stuart sue sujata sunil sunita
suresh susan susie suzanne swati sylvia tamara tammy tania tanuj tanya tara taylor ted teresa
terry tessa theo theresa thomas tiffany tim timothy tina toby todd tom tommy toni tony tracey
tracy trevor tyler uma usha valerie vanessa vasanth vera veronica vicky victor victoria vijay
vikas vikram vincent vinod virginia vivek walter wanda wayne wendy wesley will william wilson
xavier yana yasmin yusuf yvonne zach zachary zara zoe
"""
_NONE = """
a about absolutely account after afternoon again agent aka alexa all also always am amazing
america amigo an and another any anyone anytime apologies app appreciate april are as asap
assistant associate associates at august aw awesome babe back ball bar because been before best
better big birthday booking booking.com both boy brand britain bro brother btw buddy but by bye
can care cc ceo chairman champ chat cheers chief christmas clear client community complaint
congratulations contact coo cool cordially corporate cortana could crew cto currently customer
customers dad daddy day dear december definitely delhi delivery department desk details director
diwali dm dm'd do does done dude dudes duty each easter either email engineering england enquiry
eod esteemed eta evening ever every everybody everyone everything exactly excellent executive
experience fab facebook faithfully family fan fans fantastic faq father fathers february feedback
fella fellow few finally fingers first fo folk folks follow following fom for fresh friday friend
friends from front full fun fyi gang general gentleman gentlemen gents girl gm go good google
great greetings group gsm guest guests guru guy guys had halloween happy has have head heads hello
help helpdesk her here hey hi his hiya honey hope hopefully hospitality hotel hotels how however
hr human i idk if im immediately in indeed india info inn instagram instead international internet
is it its january july june just kind kindly kitty lad ladies lady later let lodge lol london
looking lord lot lots love lovely loves ma'am maam madam mam man management manager managing many
march marketing mate matey may maybe md me meantime member members merry messenger mind miss
moment monday more morning most mother mothers mr mrs ms much mum mumbai my namaskar namaste nay
need never new next nice nicely night no nobody none noon nope not note nothing november now
october of off office officer officially often oh ok okay omg on once one online only onto
operations or order our out owner pal palace papa paris partner passenger patron patrons people
perfect perhaps please pls plz pm possible president previously private problem property ps
quality quick quickly rather re really recently reception regard regarding regards relation
relations reply report representative reservation reservations residency resort resorts respected
respectfully restaurant review reviewer right room rooms sad sales saturday saw say security see
senior september service services shame she sir siri sirs sis sister smh so social some someone
something sometimes soon sorry spa specialist staff stay still such suite suites sunday super
supervisor support sure take tbh team tech technical thank thankful thanks that the their them
then there thereafter these they this those though thursday thus thx to today tomorrow tonight too
total towers traveler travelers traveller travellers tripadvisor tuesday twitter twitterverse ty u
uber uk understood unfortunately unit until up update us usa user users vacation valuable valued
vice vip visitor vp wait warm warmest warmly was we wednesday week weekend welcome well were what
whatever whatsapp when where which while who whole why wife will wishes with without wonderful
world would wow wtf xmas xx xxx y'all yall yay yeah yep yes yesterday yet you young your yours
yourself youtube yup y’all
"""
_LONE = """
ah ahh ahhh aloha alrighty although appalling avoid awful aww awww aye banking beautiful bonjour
bonsoir brilliant bummer cell certainly cheater chicken com congrats correct crazy curious
depression despicable disappointing disgraceful dsl egal enjoy entiendo explain false fine fixed
fml gotcha gracias ha haha hahahah hehe heya heyo hm hmm hmmm hola horrible impressive
interesting lies like lmao look loved meanwhile nah nein neither nonsense ohh olá otherwise oui
pathetic pc posted practice question recommended regardless replied reported rice ridiculous
righty rubbish same second sent seriously shameful shocking si sigh since sincerely sixth
smackdown sneaky sorted stopping superstore surprise terrible thankx thankyou therefore third
thnx tqvm treat treet tried true tweets ugh unacceptable unbelievable unethical unreal ups
useless whoa windows woohoo wym yea
"""
_NOT_PEOPLE = (
    "kipling parcel bean clean dre martens muscle oetker pac-man pepper robot universe world"
)

GIVEN_NAMES = frozenset(_GIVEN.split())
NOT_NAMES = frozenset(_NONE.split())
LONE = frozenset(_LONE.split())
"""What opens or ends a post as a name does, and is none; elsewhere some are names (Mr Rice)."""
NOT_PEOPLE = frozenset(_NOT_PEOPLE.split())
"""What an honorific may stand before in the name of a product or character."""

HONORIFICS = r"Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Shri|Smt|Sri|Capt|MR|MRS|MS"
TITLES = (
    r"(?i:\b(?:manager|director|executive|officer|president|head|owner|proprietor|supervisor|chef|"
    r"assistant|associate|relations?|reservations?|operations|office|reception|management|team|"
    r"md|gm|ceo|fom|hotel|hotels|resort|resorts|inn|lodge|palace|residency|hospitality|"
    r"specialist|representative|agent|support)\b)"
)
