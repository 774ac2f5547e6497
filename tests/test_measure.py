"""Measuring: every text once, nothing twice, and a cut run goes on where it stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fakes import FACTS, IDENTITY, FakeInstrument
from sqlite_utils import Database

import audit.measure
from audit.brand import audit_brand
from audit.corpus.period import Period
from audit.finding.gather import gather
from audit.finding.history import keep, panel_medians
from audit.measure import is_pending, measure
from audit.rank import rank
from db import open_database
from db.errors import InstrumentError, NotFound
from db.queries import add_brand, brands, require_brand, source_id
from db.vectors import VectorStore


class Setting:
    """A database with brands, and the instrument that reads it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "audit.db"
        self.database: Database = open_database(self.path, "create")
        self.store = VectorStore(self.path, *IDENTITY)
        self.instrument = FakeInstrument()
        self.loads = 0

    def load(self) -> Any:
        """The instrument, counting how often it was asked for."""
        self.loads += 1
        return self.instrument

    def measure(self) -> int:
        """Read what is pending; how many texts that was."""
        return measure(self.database, self.store, FACTS.instrument_id, self.load).read

    def brand(self, name: str, level: int, customers: int = 40, claims: int = 3) -> None:
        """A brand that promises care and delivers it at that level, each time in other words."""
        found = add_brand(self.database, name)
        walk = source_id(self.database, found, "walk", "short-post", "test", name, False)
        for i in range(customers):
            word = "".join(chr(97 + int(digit)) for digit in f"{i:03}")
            self.message(walk, f"q{i}", "customer", f"mine broke {word}", author=f"h{i}")
            text = f"about {word}{' care' * level}"
            self.message(walk, f"b{i}", "brand", text, parent_id=f"q{i}", turn_id=f"q{i}")
        talk = source_id(self.database, found, "talk", "website", "test", name, False)
        for i in range(20):
            text = f"we care {8 * 'xyz'[i]}." if i < claims else f"fact {'abcdefghijklmnopqrst'[i]}"
            self.statement(talk, i, text)

    def message(self, source: int, item: str, role: str, text: str, **more: Any) -> None:
        """Store one message."""
        row = {
            "source_id": source,
            "item_id": item,
            "thread_id": more.get("parent_id") or item,
            "role": role,
            "author_kind": "brand" if role == "brand" else "person",
            "lang": "en",
            "text": text,
            "content_hash": text,
            "created_at": "2026-03-01T10:00:00Z",
        } | more
        self.database["messages"].insert(row)  # type: ignore[union-attr]

    def statement(self, source: int, place: int, text: str) -> None:
        """Store one statement, in one of two documents."""
        row = {
            "source_id": source,
            "document": f"/{place % 2}",
            "place": place,
            "lang": "en",
            "text": text,
            "text_hash": text,
            "first_seen": "2026-03-01",
            "last_seen": "2026-03-01",
        }
        self.database["statements"].insert(row)  # type: ignore[union-attr]


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    """An empty setting."""
    return Setting(tmp_path)


def test_every_text_is_read_once_and_nothing_twice(setting: Setting) -> None:
    """A second run loads no instrument at all."""
    setting.brand("acme", 2)

    first, second = setting.measure(), setting.measure()

    assert first == len(setting.instrument.read) == len(set(setting.instrument.read))
    assert len(setting.instrument.encoder.encoded) == len(set(setting.instrument.encoder.encoded))
    assert second == 0
    assert setting.loads == 1
    assert not is_pending(
        setting.database, setting.store, FACTS.instrument_id, list(brands(setting.database))
    )


def test_a_reply_of_emoji_alone_leaves_nothing_pending(setting: Setting) -> None:
    """It has no words to embed; the next command loads no instrument for it."""
    setting.brand("acme", 2)
    walk = source_id(setting.database, 1, "walk", "short-post", "test", "acme", False)
    setting.message(walk, "smile", "brand", "🍟", parent_id="q0", turn_id="q0")
    setting.message(walk, "q99", "customer", "lovely chips", author="h99")
    setting.message(walk, "b99", "brand", "🍟", parent_id="q99", turn_id="q99")

    setting.measure()

    assert not is_pending(
        setting.database, setting.store, FACTS.instrument_id, list(brands(setting.database))
    )


def test_only_a_changed_text_is_read_again(setting: Setting) -> None:
    """One reply changes; it alone is read."""
    setting.brand("acme", 2)
    setting.measure()
    setting.instrument.read.clear()

    setting.database.execute(
        "UPDATE messages SET text = 'now listening', content_hash = 'x' WHERE item_id = 'b3'"
    )
    setting.measure()

    assert setting.instrument.read == ["now listening"]


def test_a_cut_run_loses_one_chunk_and_goes_on(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readings kept before the cut are not made again; the end is as if undisturbed."""
    monkeypatch.setattr(audit.measure, "CHUNK", 20)
    setting.brand("acme", 1)
    done = []

    def cut(read: int, total: int) -> None:
        done.append(read)
        if read >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(setting.database, setting.store, FACTS.instrument_id, setting.load, progress=cut)
    before = len(setting.instrument.read)
    setting.measure()

    assert done == [20, 40]
    assert len(setting.instrument.read) == len(set(setting.instrument.read)) > before


def test_an_unread_text_is_named_not_guessed(setting: Setting) -> None:
    """A finding over unread texts is refused."""
    setting.brand("acme", 1)
    setting.measure()
    setting.database.execute("DELETE FROM readings WHERE key IN (SELECT key FROM readings LIMIT 1)")
    brand = require_brand(setting.database, "acme")

    with pytest.raises(InstrumentError, match="1 texts have not been read"):
        gather(setting.database, setting.store, brand, "short-post", FACTS, Period())


def test_the_side_file_of_vectors_may_be_deleted(setting: Setting) -> None:
    """It is made again, nothing is read again, and every figure stays."""
    setting.brand("acme", 2)
    setting.measure()
    brand = require_brand(setting.database, "acme")
    before = audit_brand(setting.database, setting.store, brand, FACTS)
    setting.store.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{setting.path}.vectors.db{suffix}").unlink(missing_ok=True)

    setting.store = VectorStore(setting.path, *IDENTITY)
    pending = is_pending(setting.database, setting.store, FACTS.instrument_id, [brand])
    read = setting.measure()
    after = audit_brand(setting.database, setting.store, brand, FACTS)

    assert pending
    assert read == 0
    assert after.to_dict(with_customers=True) == before.to_dict(with_customers=True)
    assert after.finding.score is not None


def test_brands_rank_by_what_they_deliver(setting: Setting) -> None:
    """The sincere above the formulaic above the cold; those who cannot be scored below."""
    for name, level in (("cold", 0), ("warm", 2), ("formal", 1)):
        setting.brand(name, level)
    setting.brand("tiny", 2, customers=5)
    setting.measure()

    ranking = rank(setting.database, setting.store, FACTS)

    assert [item.finding.brand for item in ranking] == ["warm", "formal", "cold", "tiny"]
    assert [(item.rank, item.rank_lo, item.rank_hi) for item in ranking[:3]] == [
        (1, 1, 1),
        (2, 2, 2),
        (3, 3, 3),
    ]
    assert ranking[3].rank is None
    assert ranking[3].finding.reasons == ("customers in need: 5 of 30",)


def test_corners_need_a_panel(setting: Setting) -> None:
    """With fewer than eight brands no corner is named; with eight it is."""
    for i in range(7):
        setting.brand(f"brand{i}", i % 3, claims=i % 4)
    setting.measure()
    few = rank(setting.database, setting.store, FACTS)
    setting.brand("loud", 0, claims=3)
    setting.measure()
    enough = rank(setting.database, setting.store, FACTS)

    assert {item.finding.corner for item in few} == {None}
    assert all(item.finding.corner for item in enough)


def test_the_evidence_speaks_for_and_against_each_claim(setting: Setting) -> None:
    """Warm replies for, cold ones against, none in both."""
    setting.brand("acme", 0)
    source = source_id(setting.database, 1, "walk", "short-post", "test", "acme", False)
    for i in range(3):
        setting.message(source, f"w{i}", "customer", f"it broke {'uvw'[i]}", author=f"w{i}")
        text = f"special {'uvw'[i]} care care"
        setting.message(source, f"x{i}", "brand", text, parent_id=f"w{i}", turn_id=f"w{i}")
    setting.measure()

    found = audit_brand(
        setting.database, setting.store, require_brand(setting.database, "acme"), FACTS
    )

    for claim in found.evidence.claims:
        assert {quote.delivered for quote in claim.replies_for} == {0.9}
        assert {quote.delivered for quote in claim.replies_against} == {0.0}
        assert all(quote.message for quote in claim.replies_for)
    assert len(found.evidence.random_replies) == 5


def test_json_holds_customers_words_only_when_asked(setting: Setting) -> None:
    """The keys of the contract are there either way."""
    setting.brand("acme", 2)
    setting.measure()
    found = audit_brand(
        setting.database, setting.store, require_brand(setting.database, "acme"), FACTS
    )

    bare, whole = found.to_dict(with_customers=False), found.to_dict(with_customers=True)

    assert "message" not in bare["evidence"]["random_replies"][0]
    assert whole["evidence"]["random_replies"][0]["message"].startswith("mine broke")
    assert bare.keys() >= set(
        "brand status score talk walk acknowledged_rate canned_share formulaic_share"
        " deflection_share dismissive_share answered_share corner channel period instrument_id"
        " panel schema_version dimensions checks evidence limitations".split()
    )


def test_a_channel_it_does_not_answer_on_is_refused(setting: Setting) -> None:
    """With those it has."""
    setting.brand("acme", 2)
    setting.measure()

    with pytest.raises(NotFound, match="it has: short-post"):
        audit_brand(
            setting.database,
            setting.store,
            require_brand(setting.database, "acme"),
            FACTS,
            channel="review",
        )


def test_a_finding_is_kept_once_and_again_when_it_changed(setting: Setting) -> None:
    """The same figures make no second snapshot; a new reply does."""
    setting.brand("acme", 2)
    setting.measure()

    def finding() -> Any:
        brand = require_brand(setting.database, "acme")
        return audit_brand(setting.database, setting.store, brand, FACTS).finding

    def kept() -> bool:
        brand = require_brand(setting.database, "acme")
        return keep(setting.database, setting.store, FACTS, brand, finding())

    assert kept()
    assert not kept()
    source = source_id(setting.database, 1, "walk", "short-post", "test", "acme", False)
    setting.message(source, "z", "customer", "all broke", author="z")
    setting.message(source, "y", "brand", "no", parent_id="z", turn_id="z")
    setting.measure()
    assert kept()
    assert setting.database.execute("SELECT count(*) FROM findings").fetchone() == (2,)


def test_the_panel_is_the_newest_findings_of_a_channel(setting: Setting) -> None:
    """Medians over brands that have both figures; None with too few."""
    for i in range(3):
        setting.brand(f"brand{i}", i)
    setting.measure()
    named = {row.name: row for row in brands(setting.database)}
    for item in rank(setting.database, setting.store, FACTS):
        row = named[item.finding.brand]
        keep(setting.database, setting.store, FACTS, row, item.finding)

    assert panel_medians(setting.database, "short-post", "fake-1", 4) is None
    found = panel_medians(setting.database, "short-post", "fake-1", 3)
    assert found is not None
    assert found[2] == 3


def test_a_period_holds_its_replies_only(setting: Setting) -> None:
    """Replies outside it are not counted."""
    setting.brand("acme", 2)
    setting.measure()
    brand = require_brand(setting.database, "acme")

    inside = gather(
        setting.database, setting.store, brand, "short-post", FACTS, Period("2026-01-01", None)
    )
    outside = gather(
        setting.database, setting.store, brand, "short-post", FACTS, Period(None, "2026-01-01")
    )

    assert len(inside.turns) == 40
    assert outside.turns == []


def test_a_changed_rule_makes_every_text_stale(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was prepared by other code is prepared anew."""
    setting.brand("acme", 2)
    setting.measure()
    brands_held = list(brands(setting.database))

    monkeypatch.setattr("audit.corpus.prepare.rules", lambda: "other rules")

    assert is_pending(setting.database, setting.store, FACTS.instrument_id, brands_held)
    assert setting.measure() == 0
    assert not is_pending(setting.database, setting.store, FACTS.instrument_id, brands_held)
