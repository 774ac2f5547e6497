"""Personal data goes, what the text says stays."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.items import Message, Source
from crawler.pipelines.clean import clean
from crawler.pipelines.privacy import Redactor
from crawler.pipelines.secret import hide, key_path, load_key
from db.errors import BadSetting

KEY = b"a key for tests, not for people"
REDACTOR = Redactor({"Acme", "acme_help", "Brightwater", "Delta Kettles"}, KEY)

REMOVED = [
    ("write to jo.doe+x@mail.example.co.uk today", "write to [email] today"),
    ("reach me: jo (at) mail (dot) com", "reach me: [email]"),
    ("call 020 7946 0018 now", "call [phone] now"),
    ("call +44 20 7946 0018.", "call [phone]."),
    ("ring (212) 555-0143 or 9930142553", "ring [phone] or [phone]"),
    ("Mob.9930142553", "Mob.[phone]"),
    ("card 4111 1111 1111 1111 was billed", "card [number] was billed"),
    ("IBAN GB29 NWBK 6016 1331 9268 19", "IBAN [number]"),
    ("order 112-3456789-0123456 is late", "order [number] is late"),
    ("booking ref X4H7ZQ", "booking ref [number]"),
    ("my account number is AB12CD34", "my account number is [number]"),
    ("tracking TBA123456789000 says lost", "tracking [number] says lost"),
    ("I live at 12 Garden Lane, BS1 4DJ", "I live at [address], [postcode]"),
    ("Springfield, IL 62704", "Springfield, IL [postcode]"),
    ("@jo_doe and @acme_help", "@[user] and @acme_help"),
    ("see https://a.example/x/1?u=jo#top.", "see https://a.example/x/1."),
    ("https://jo:pw@a.example/x", "https://a.example/x"),
    ("https://twitter.com/jo_doe/status/12", "https://twitter.com/[user]"),
    ("Hi Sarah, we are sorry", "Hi [name], we are sorry"),
    ("@[user] Hey Bonnie - that is odd", "@[user] Hey [name] - that is odd"),
    ("Dear Mr. Sharma,\nThank you", "Dear Mr. [name],\nThank you"),
    ("Dear wanderer77,\nThank you", "Dear [name],\nThank you"),
    ("@[user] Thanks, Tom!", "@[user] Thanks, [name]!"),
    (
        "@[user] Sorry to hear that Lorcan! Which bus?",
        "@[user] Sorry to hear that [name]! Which bus?",
    ),
    ("We are upset to read this Sarah. Do write.", "We are upset to read this [name]. Do write."),
    ("@[user] More about this Monday. ^AB", "@[user] More about this Monday. ^AB"),
    (
        "@[user] So sorry about this, Lorcan. Which bus?",
        "@[user] So sorry about this, [name]. Which bus?",
    ),
    (
        "It leaks.\n\nRegards,\nRavi Mehta\nGeneral Manager",
        "It leaks.\n\nRegards,\n[name]\nGeneral Manager",
    ),
    (
        "It leaks again.\n\nThanks,\nKind regards,\nRavi",
        "It leaks again.\n\nThanks,\nKind regards,\n[name]",
    ),
    ("@[user] Y'ello Vera, it is mended", "@[user] Y'ello [name], it is mended"),
    ("@[user] Wenna, that was our mistake", "@[user] [name], that was our mistake"),
    ("@[user] Wenna, four hours is too long", "@[user] [name], four hours is too long"),
    ("@[user] It leaves from stop B. Wenna (2/2)", "@[user] It leaves from stop B. [name] (2/2)"),
    ("@[user] Which stop was it, please? Wenna.", "@[user] Which stop was it, please? [name]."),
    ("Thank you, Mr Wenna Rice.", "Thank you, Mr [name]."),
    ("All mended now. - Becky", "All mended now. - [name]"),
    ("All mended now ^Tanuj", "All mended now ^[name]"),
    ("All mended now. *JoWard https://t.example/a", "All mended now. *[name] https://t.example/a"),
    ("All mended. Thanks, John", "All mended. Thanks, [name]"),
    ("Ms. Pinki Gogoi was kind", "Ms. [name] was kind"),
    ("My name is Isak and it leaks", "My name is [name] and it leaks"),
]

KEPT = [
    "Hi there, how can we help?",
    "Hi Team, it leaks again.",
    "Hi! We're sorry to hear that.",
    "It leaves from stop B. Thanks.",
    "@[user] Hmm, that was our mistake",
    "@[user] It is on its way. Posted.",
    "Together, we look after you. Always.",
    "@[user] Kettles, Lamps, Pans: all of it is in",
    "Hey, Acme! It leaks again.",
    "Dear Guest, thank you for the kind words.",
    "Dear Sir/Madam, it leaks.",
    "Dear Valued Customer,\nthank you",
    "Thanks, Brightwater!",
    "All mended now. ^AB",
    "All mended now. -NFM",
    "Error CE-34878-0 on version 8.4.27.895, build 16A404",
    "From 2017-10-31 to 02.11.2017, or 2018-2020",
    "It cost $1,234,567 and 1000000 people saw it",
    "Open 9.30-17.30, call us 24/7",
    "The iPhone 12 and the PS4 in room 304",
    "Best,\nGeneral Manager\nAcme",
    "Kind regards,\nTeam Acme",
    "See https://help.a.example/articles/30734312",
    "We drank Dr Pepper.",
    "Mind the follow-up on the drive-thru.",
]


@pytest.mark.parametrize(("text", "expected"), REMOVED)
def test_what_tells_who_someone_is_goes(text: str, expected: str) -> None:
    """Each kind under its own placeholder, and nothing else of the text with it."""
    assert REDACTOR.text(text, "Acme") == expected


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_personal_stays(text: str) -> None:
    """Brands, roles, initials, versions, dates, prices."""
    assert REDACTOR.text(text, "Acme") == text


@pytest.mark.parametrize("text", [text for text, _ in REMOVED] + KEPT)
def test_a_redacted_text_stays_as_it_is(text: str) -> None:
    """Redacting twice is redacting once."""
    once = REDACTOR.text(text, "Acme")

    assert REDACTOR.text(once, "Acme") == once


PIECES = st.sampled_from(
    "Hi |Dear |Sarah|, |. |\n|- |^|@jo |[name]|[phone]|@[user] |Regards,\n|Mr |020 7946 0018|"
    "jo@a.example|https://x.com/jo?a=1|https://youtube.com/channel/|]| is late|Tom Doe|1/2 ".split(
        "|"
    )
)


@given(st.lists(PIECES, max_size=8).map("".join))
@example("https://youtube.com/channel/[user]]]")
@settings(max_examples=150, deadline=None)
def test_no_mixture_of_pieces_is_redacted_further_the_second_time(text: str) -> None:
    """Idempotence, on texts that nobody would write."""
    once = REDACTOR.text(clean(text), "Acme")

    assert REDACTOR.text(once, "Acme") == once


def test_the_service_desk_and_the_brand_are_one_name() -> None:
    """A handle such as AcmeHelp makes "Acme" the brand's word, not a person's."""
    assert Redactor(set(), KEY).text("Hi Zephyr, it leaks", "ZephyrHelp") == "Hi Zephyr, it leaks"


def test_a_customer_is_kept_as_an_hmac_and_a_telling_link_is_not_kept() -> None:
    """The same name gives the same code under one key, and another under another."""
    source = Source("Acme", "walk", "forum", "test", "acme")
    item = Message(
        source, "1", "1", None, "customer", "It leaks", None, author="Jo Doe",
        url="https://forum.example/u/jo-doe/1",
    )  # fmt: skip

    (kept,) = REDACTOR.items([item])

    assert isinstance(kept, Message)
    assert kept.author == hide("jo doe", KEY) != hide("jo doe", b"another key altogether")
    assert len(kept.author) == 32
    assert kept.url is None


@pytest.mark.skipif(os.name == "nt", reason="file modes are not what guards a file there")
def test_the_key_is_made_once_and_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the user's configuration folder, out of database and exports."""
    monkeypatch.delenv("AUDIT_KEY", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    key = load_key()

    assert load_key() == key
    assert len(key) == 32
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600


def test_a_key_too_short_to_hide_anything_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty AUDIT_KEY is a mistake, not a wish."""
    monkeypatch.setenv("AUDIT_KEY", "short")

    with pytest.raises(BadSetting, match="AUDIT_KEY"):
        load_key()


def test_cleaning_decodes_once_and_keeps_joined_emoji() -> None:
    """Entities, line ends, invisible letters and white space."""
    assert (
        clean("a &amp; b &amp;lt;\r\n\u200b c\u00a0d \n\n\n\ne 👩\u200d🚒 ")
        == "a & b &lt;\nc d\n\ne 👩\u200d🚒"
    )
