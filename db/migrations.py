"""The schema is its migrations: append only, never edit one that was released."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("audit")


@migrations()
def m001_brands_and_sources(database: Database) -> None:
    """Who is audited, and where their words come from."""
    for statement in (
        """
        CREATE TABLE brands (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE,
            group_name TEXT,
            site TEXT,
            zone TEXT,
            added_at TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE aliases (
            alias TEXT PRIMARY KEY COLLATE NOCASE,
            brand_id INTEGER NOT NULL REFERENCES brands(id) ON DELETE CASCADE
        )
        """,
        "CREATE INDEX aliases_brand ON aliases(brand_id)",
        """
        CREATE TABLE sources (
            id INTEGER PRIMARY KEY,
            brand_id INTEGER NOT NULL REFERENCES brands(id) ON DELETE CASCADE,
            side TEXT NOT NULL CHECK (side IN ('talk', 'walk')),
            channel TEXT NOT NULL,
            spider TEXT NOT NULL,
            target TEXT NOT NULL,
            complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
            every TEXT,
            resume TEXT,
            UNIQUE (brand_id, side, channel, spider, target)
        )
        """,
        """
        CREATE TABLE crawls (
            id INTEGER PRIMARY KEY,
            source_id INTEGER REFERENCES sources(id) ON DELETE CASCADE,
            spider TEXT NOT NULL,
            target TEXT NOT NULL,
            version TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            reason TEXT,
            counts TEXT NOT NULL DEFAULT '{}'
        )
        """,
    ):
        database.execute(statement)


@migrations()
def m002_texts(database: Database) -> None:
    """What was captured: marketing statements, and messages of customers and brands."""
    for statement in (
        """
        CREATE TABLE captures (
            id INTEGER PRIMARY KEY,
            source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
            url TEXT NOT NULL,
            captured_at TEXT NOT NULL,
            status INTEGER,
            content_hash TEXT NOT NULL,
            etag TEXT,
            last_modified TEXT,
            archive TEXT,
            UNIQUE (source_id, url, content_hash)
        )
        """,
        """
        CREATE TABLE statements (
            id INTEGER PRIMARY KEY,
            source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
            capture_id INTEGER REFERENCES captures(id) ON DELETE SET NULL,
            document TEXT NOT NULL,
            place INTEGER NOT NULL,
            lang TEXT NOT NULL,
            text TEXT NOT NULL,
            text_hash TEXT NOT NULL,
            url TEXT,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            UNIQUE (source_id, document, text_hash)
        )
        """,
        """
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
            item_id TEXT NOT NULL,
            thread_id TEXT NOT NULL,
            parent_id TEXT,
            turn_id TEXT,
            role TEXT NOT NULL CHECK (role IN ('customer', 'brand')),
            author_kind TEXT NOT NULL CHECK (author_kind IN ('person', 'brand', 'bot')),
            author TEXT,
            lang TEXT NOT NULL,
            text TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            created_at TEXT,
            url TEXT,
            rating REAL,
            UNIQUE (source_id, item_id)
        )
        """,
        "CREATE INDEX messages_turn ON messages(source_id, turn_id)",
        "CREATE INDEX messages_thread ON messages(source_id, thread_id)",
    ):
        database.execute(statement)


@migrations()
def m003_readings_and_findings(database: Database) -> None:
    """What the instrument read, and the dated snapshots made from it."""
    for statement in (
        """
        CREATE TABLE readings (
            key TEXT NOT NULL,
            instrument_id TEXT NOT NULL,
            side TEXT NOT NULL CHECK (side IN ('customer', 'reply', 'claim')),
            reading TEXT NOT NULL,
            PRIMARY KEY (key, instrument_id)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE findings (
            id INTEGER PRIMARY KEY,
            brand_id INTEGER NOT NULL REFERENCES brands(id) ON DELETE CASCADE,
            channel TEXT NOT NULL,
            instrument_id TEXT NOT NULL,
            figures_hash TEXT NOT NULL,
            found_at TEXT NOT NULL,
            status TEXT NOT NULL,
            finding TEXT NOT NULL,
            CHECK (json_valid(finding))
        )
        """,
        "CREATE INDEX findings_brand ON findings(brand_id, channel, instrument_id)",
    ):
        database.execute(statement)


@migrations()
def m004_prepared(database: Database) -> None:
    """What follows from the texts without reading them: keys, turns, what is sent to many.

    All of it can be made again from messages and statements at any time.
    """
    for statement in (
        """
        CREATE TABLE prepared (
            brand_id INTEGER NOT NULL REFERENCES brands(id) ON DELETE CASCADE,
            part TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            PRIMARY KEY (brand_id, part)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE turns (
            id INTEGER PRIMARY KEY,
            source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
            message_id INTEGER REFERENCES messages(id) ON DELETE CASCADE,
            first_id INTEGER REFERENCES messages(id) ON DELETE CASCADE,
            customer TEXT NOT NULL,
            at TEXT,
            asked_at TEXT,
            lang TEXT NOT NULL,
            message_key TEXT,
            reply_key TEXT,
            residual_key TEXT,
            vector_hash TEXT,
            words_hash TEXT,
            all_formula INTEGER NOT NULL DEFAULT 0,
            sent_alike INTEGER NOT NULL DEFAULT 0,
            deflects INTEGER NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX turns_source ON turns(source_id)",
        """
        CREATE TABLE statement_keys (
            statement_id INTEGER PRIMARY KEY REFERENCES statements(id) ON DELETE CASCADE,
            claim_key TEXT NOT NULL,
            vector_hash TEXT NOT NULL,
            words_hash TEXT NOT NULL
        )
        """,
    ):
        database.execute(statement)


@migrations()
def m005_draws(database: Database) -> None:
    """Random draws of turns to be labelled by hand, and the labels given to them.

    `frame` is how many turns there were to draw from, `newest` the row of the newest message then;
    `item` is an id that stays the same when the same texts are brought in again.
    """
    for statement in (
        """
        CREATE TABLE draws (
            id INTEGER PRIMARY KEY,
            brand_id INTEGER NOT NULL REFERENCES brands(id) ON DELETE CASCADE,
            channel TEXT NOT NULL,
            design TEXT NOT NULL,
            seed INTEGER NOT NULL,
            size INTEGER NOT NULL,
            frame INTEGER NOT NULL,
            newest INTEGER NOT NULL,
            drawn_at TEXT NOT NULL,
            UNIQUE (brand_id, channel, seed, size, newest)
        )
        """,
        """
        CREATE TABLE drawn (
            draw_id INTEGER NOT NULL REFERENCES draws(id) ON DELETE CASCADE,
            item TEXT NOT NULL,
            place INTEGER NOT NULL,
            PRIMARY KEY (draw_id, item)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX drawn_item ON drawn(item)",
        """
        CREATE TABLE hand_labels (
            draw_id INTEGER NOT NULL,
            item TEXT NOT NULL,
            rater TEXT NOT NULL,
            people INTEGER NOT NULL CHECK (people IN (0, 1)),
            levels TEXT NOT NULL CHECK (json_valid(levels)),
            labelled_at TEXT NOT NULL,
            PRIMARY KEY (draw_id, item, rater),
            FOREIGN KEY (draw_id, item) REFERENCES drawn(draw_id, item) ON DELETE CASCADE
        ) WITHOUT ROWID
        """,
    ):
        database.execute(statement)


@migrations()
def m006_why_findings_moved(database: Database) -> None:
    """How far a finding had read, and what moved it from the one before.

    `newest_message` and `newest_statement` are the newest rows of the brand's texts at the time;
    `moved` is JSON, null for a first finding and for those kept before this was told.
    """
    for column in ("newest_message INTEGER", "newest_statement INTEGER", "moved TEXT"):
        database.execute(f"ALTER TABLE findings ADD COLUMN {column}")


@migrations()
def m007_notes(database: Database) -> None:
    """What a brand replied to its finding, and corrections that were made: printed with it."""
    database.execute(
        """
        CREATE TABLE notes (
            id INTEGER PRIMARY KEY,
            brand_id INTEGER NOT NULL REFERENCES brands(id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('reply', 'correction')),
            text TEXT NOT NULL,
            said_at TEXT NOT NULL,
            noted_at TEXT NOT NULL
        )
        """
    )
    database.execute("CREATE INDEX notes_brand ON notes(brand_id, said_at)")


@migrations()
def m008_absences(database: Database) -> None:
    """When a statement was not where it had been: its document was read, and did not say it.

    Last seen at `seen_until`, absent from `absent_on`, and back on `back_on`, null while it is not.
    That it was deleted is never said: only that it was not there to be read.
    """
    database.execute(
        """
        CREATE TABLE absences (
            statement_id INTEGER NOT NULL REFERENCES statements(id) ON DELETE CASCADE,
            seen_until TEXT NOT NULL,
            absent_on TEXT NOT NULL,
            back_on TEXT,
            PRIMARY KEY (statement_id, absent_on)
        ) WITHOUT ROWID
        """
    )
    database.execute("CREATE INDEX absences_when ON absences(absent_on)")
    database.execute("CREATE INDEX statements_capture ON statements(capture_id)")


@migrations()
def m010_archives_and_forgotten(database: Database) -> None:
    """Where archived bytes lie, and who is not to be stored again.

    `captures.archive` and `messages.archive` name an archive, a file in it and the place of the
    record there: `NAME.wacz/archive/FILE.warc.gz@BYTES`.  `archives` says in which folder it is,
    relative to the database's where that can be.  `forgotten` holds HMACs only: of authors (as in
    `messages.author`) and of messages, by source and id.
    """
    for statement in (
        """
        CREATE TABLE archives (
            name TEXT PRIMARY KEY,
            folder TEXT NOT NULL,
            made_at TEXT NOT NULL
        ) WITHOUT ROWID
        """,
        "ALTER TABLE messages ADD COLUMN archive TEXT",
        """
        CREATE TABLE forgotten (
            code TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('author', 'message')),
            forgotten_at TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    ):
        database.execute(statement)


@migrations()
def m011_unread(database: Database) -> None:
    """Pages that were asked for and gave nothing to read, and why, as of the last time.

    `why` is the word it is counted by ("login", "closed by robots.txt"), `detail` all that was
    said of it; `status` is what the server answered, null where it did not answer.  A page that is
    read again leaves this table.
    """
    database.execute(
        """
        CREATE TABLE unread (
            source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
            url TEXT NOT NULL,
            why TEXT NOT NULL,
            detail TEXT NOT NULL,
            status INTEGER,
            first_at TEXT NOT NULL,
            last_at TEXT NOT NULL,
            PRIMARY KEY (source_id, url)
        ) WITHOUT ROWID
        """
    )
