"""Common given names, lower case: masked wherever they stand as a form of address or a signature.

Names that are also everyday words (grace, mark, will, rose, may, ...) are left out: they are
masked only where a greeting or a signature shows them to be names.
"""

from __future__ import annotations

FIRST_NAMES = frozenset(
    """
    aaron abby abdul abdullah abigail adam adele aditya adrian adriana agnes ahmed aidan aisha
    ajay akash alan alana albert alejandro alex alexa alexander alexandra alexis alfred ali alice
    alicia alison allan allen allison alyssa amanda amber amelia amina amir amit amy ana anand
    anders andre andrea andreas andrew andy angel angela angie anil anita anjali ann anna anne
    annie anthony antoine anton antonio anya april archie ariana arjun arnold arthur arun asha
    ashley ashok ashton audrey austin ava barbara barry beatrice becky ben benjamin bernard beth
    bethany betty bhavna bianca billy bob bobby boris brad bradley brandon brenda brendan brent
    brett brian bridget brittany brooke bruce bruno bryan bryce caitlin caleb callum calvin
    cameron camila carla carlos carmen carol carolina caroline carolyn carrie casey catherine
    cathy cecilia charles charlie charlotte chelsea chen cheryl chloe chris christian christina
    christine christopher cindy claire clara clare claudia clive cody colin connie connor corey
    courtney craig cristina crystal curtis cynthia daisy dale dan dana daniel daniela danielle
    danny darren dave david deborah debbie deepa deepak denise dennis derek diana diane diego
    dmitri dominic don donald donna doris dorothy doug douglas duncan dustin dylan eddie edgar
    eduardo edward edwin elaine eleanor elena eli elijah elizabeth ella ellen ellie elliot emily
    emma enrique eric erica erik erika erin ernest esther ethan eugene eva evan eve evelyn farah
    fatima felix fernando fiona florence frances francesca francis francisco freddie frederick
    gabriel gabriela gareth gary gavin gemma geoff george georgia gerald gerard gina giovanni
    giulia glen glenn gloria gordon graham greg gregory gustavo hannah hans harold harriet harry
    harsh hassan hayley heather hector heidi helen helena henry hilary holly howard hugo hussain
    ian ibrahim imran ines ingrid irene isaac isabel isabella isla ismail ivan jackie jacob
    jacqueline jake jamal james jamie jan jane janet janice jared jasmine jason javier jay jean
    jeff jeffrey jen jenna jennifer jenny jeremy jerome jerry jess jesse jessica jill jim jimmy
    joan joanna joanne joe joel john johnny jon jonas jonathan jordan jorge jose joseph josh
    joshua joyce juan juanita judith judy julia julian julie june justin kaitlyn kara karen karim
    karl kate katherine kathleen kathryn kathy katie kavita kayla keith kelly kelsey ken kenneth
    kenny kerry kevin khalid kim kimberly kiran kirsten krishna kristen kristin kumar kurt kyle
    lakshmi lance larry laura lauren laurence lawrence leah lee leila lena leo leon leonard leslie
    lewis liam lily linda lindsay lindsey lisa liz logan lois lorraine louis louise luca lucas
    lucia lucy luis luke lydia lynn mabel maddie madison maggie mahesh malcolm mandy manuel marc
    marco marcus margaret maria mariam marie marilyn mario marion marjorie markus marlene martha
    martin marvin mary mason mateo matt matthew maureen maurice max maxine meera megan meghan mei
    melanie melissa michael michele michelle miguel mike milan mindy miranda mitchell mohamed
    mohammad mohammed mohan molly monica morgan moses muhammad mustafa nadia nancy naomi natalia
    natalie natasha nathan neha neil nicholas nick nicola nicolas nicole nigel nikhil nikita nina
    nisha noah noel nora norma norman oleg olga oliver olivia omar oscar owen pablo paige pam
    pamela pat patricia patrick paul paula pauline pedro peggy penny perla pete peter phil philip
    phillip phyllis pierre pooja prakash pranav priya quentin rachel rafael rahul raj rajesh ralph
    ramesh ramya randy raquel ravi raymond rebecca rekha rhonda ricardo richard rick ricky riley
    rita robert roberta roberto robin rodney roger rohan rohit roland ron ronald rosa rosemary
    ross roxanne roy ruben russell ruth ryan sabrina sally salma sam samantha samuel sandra sandy
    sanjay sara sarah sasha scott sean sebastian sergio seth shane shannon sharon shaun shawn
    sheila shelby shelley sherry shirley shreya sidney silvia simon simone sofia sonia sophia
    sophie stacey stacy stan stanley stefan stella stephanie stephen steve steven stuart sue sunil
    sunita suresh susan suzanne suzette sven sydney sylvia tamara tanya tara ted teresa terry theo
    theodore theresa thomas tiffany tim timothy tina todd tom tommy toni tony tracey tracy travis
    trevor trinity tristan tyler uma ursula usha valentina valerie vanessa venkatesh vera vernon
    veronica vicky victor victoria vijay vikram vincent viola violet virginia vivian vivek
    vladimir walter wanda wayne wei wendy wesley whitney wilfred william winston xavier yasmin
    yusuf yolanda yvette yvonne zach zachary zahra zara zoe
    """.split()
)
