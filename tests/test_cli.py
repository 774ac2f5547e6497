"""The command line: one clear line for what cannot be done, and the right exit code."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from db import open_database
from db.lock import hold
from db.queries import add_brand

CSV = "thread_id,message_id,parent_id,role,brand,created_at,text\n"
ROWS = (
    CSV
    + "t1,q1,,customer,acme,2026-03-01T10:00:00Z,my kettle broke\n"
    + "t1,b1,q1,brand,acme,2026-03-01T11:00:00Z,so sorry; a new one is on its way\n"
)


def audit(
    folder: Path, *arguments: str, file_limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in `folder`; `file_limit` is the largest file it may write, in bytes."""

    def limited() -> None:
        if file_limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env=os.environ | {"AUDIT_KEY": "a key for tests only", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=limited,
    )


def refused(done: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """The one line on stderr of a run that ended with that code and printed nothing else."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    return line


def bring_in(folder: Path, text: str = ROWS, *more: str) -> subprocess.CompletedProcess[str]:
    """Import threads with that content."""
    (folder / "threads.csv").write_text(text, encoding="utf-8", newline="")
    return audit(
        folder, "import", "threads.csv", "--as", "threads", "--channel", "short-post", *more
    )


def test_without_a_database_its_full_path_is_named(tmp_path: Path) -> None:
    """Reading commands make none."""
    line = refused(audit(tmp_path, "brands"))

    assert str(tmp_path / "audit.db") in line
    assert not list(tmp_path.iterdir())


def test_the_database_may_be_named_before_after_or_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And in audit.toml; a flag goes first."""
    add_brand(open_database(tmp_path / "mine.db", "create"), "acme")
    path = str(tmp_path / "mine.db")

    assert "acme" in audit(tmp_path, "--db", path, "brands").stdout
    assert "acme" in audit(tmp_path, "brands", "--db", path).stdout
    (tmp_path / "audit.toml").write_text('db = "mine.db"\n')
    assert "acme" in audit(tmp_path, "brands").stdout
    (tmp_path / "audit.toml").write_text('db = "other.db"\n')
    monkeypatch.setenv("AUDIT_DB", path)
    assert "acme" in audit(tmp_path, "brands").stdout
    assert "other.db" in refused(audit(tmp_path, "brands", "--db", "other.db"))


def test_a_command_leaves_one_whole_file(tmp_path: Path) -> None:
    """No log lies beside the database when a command has ended: the file alone may be handed on."""
    assert audit(tmp_path, "add", "Acme").returncode == 0
    assert audit(tmp_path, "export", "figures").returncode == 0

    assert not (tmp_path / "audit.db-wal").exists()
    kept = sqlite3.connect(f"{(tmp_path / 'audit.db').as_uri()}?immutable=1", uri=True)
    assert kept.execute("SELECT count(*) FROM messages_fts").fetchone() == (0,)


def test_an_unknown_brand_is_offered_the_nearest_name(tmp_path: Path) -> None:
    """One line, exit 1."""
    add_brand(open_database(tmp_path / "audit.db", "create"), "acme")

    line = refused(audit(tmp_path, "brand", "acne"))

    assert line == "audit: no brand named 'acne'; did you mean 'acme'? 'audit brands' lists them"


def test_without_any_brand_a_name_is_answered_with_what_brings_some(tmp_path: Path) -> None:
    """No list is offered that would be empty, and a ranking of nothing says so."""
    open_database(tmp_path / "audit.db", "create").close()

    line = refused(audit(tmp_path, "brand", "acme"))
    ranked = audit(tmp_path, "rank").stdout

    assert "there is none yet: 'audit add' or 'audit import' brings some" in line
    assert ranked.startswith("no brand to rank; 'audit add'")


def test_what_each_command_does_is_said_whole() -> None:
    """No line of the list of commands is cut off."""
    lines = audit(Path.cwd(), "--help").stdout.partition("Commands:")[2].splitlines()

    assert len(lines) > 20
    assert not [line for line in lines if "..." in line]


def test_the_street_can_be_kept_open(tmp_path: Path) -> None:
    """It says where each brand is and what to do next, answers, and ends in peace."""
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "demo", "--serve"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        try:
            said = [running.stdout.readline() for _ in range(9)]
            explained = running.stderr.readline()
            with urlopen(said[0].split("\t")[1].strip()) as page:
                body = page.read()
            running.send_signal(signal.SIGTERM)
            code = running.wait(60)
        finally:
            running.kill()

    assert said[0].startswith("Acme\thttp://127.0.0.1:")
    assert "until Ctrl-C" in explained
    assert b"Acme" in body
    assert code == 0
    assert not list(tmp_path.iterdir())


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """With the name of the migration it does not know."""
    database = open_database(tmp_path / "audit.db", "create")
    database.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('audit', 'm999_future', '2030-01-01')"
    )
    database.conn.commit()
    database.close()

    assert "newer version" in refused(audit(tmp_path, "brands"))


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """And left alone."""
    (tmp_path / "audit.db").write_text("my notes")

    assert "not an SQLite database" in refused(audit(tmp_path, "brands"))
    assert "not an SQLite database" in refused(bring_in(tmp_path))
    assert (tmp_path / "audit.db").read_text() == "my notes"


def test_a_disk_that_is_full_loses_nothing_that_was_there(tmp_path: Path) -> None:
    """One line; what was stored before is still there and sound."""
    assert bring_in(tmp_path).returncode == 0
    many = CSV + "".join(
        f"t{i},q{i},,customer,acme,2026-03-01T10:00:00Z,number {i} broke and I am sad about it\n"
        for i in range(9000)
    )
    (tmp_path / "threads.csv").write_text(many)

    done = audit(
        tmp_path, "import", "threads.csv", "--as", "threads", "--channel", "short-post",
        file_limit=600_000,
    )  # fmt: skip

    assert done.returncode == 1
    assert "cannot write" in done.stderr.strip().splitlines()[-1]
    database = open_database(tmp_path / "audit.db")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("SELECT count(*) FROM messages").fetchone()[0] >= 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """One line, with what next."""
    tmp_path.chmod(0o555)
    try:
        assert "--db" in refused(audit(tmp_path, "add", "acme"))
    finally:
        tmp_path.chmod(0o755)


def test_a_second_run_is_told_that_one_is_working(tmp_path: Path) -> None:
    """Exit 75, nothing changed."""
    with hold(tmp_path / "audit.db"):
        line = refused(bring_in(tmp_path), code=75)

    assert "another run is working" in line


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (bytes(range(256)) * 8, "binary"),
        (b"thread_id,role\nt1,brand\n", "has no column"),
        (
            (
                b"thread_id,role,brand,created_at,text\n"
                b"t1,customer,acme,2026-03-01T10:00:00Z,one\n"
                b"t2,customer,acme,2026-03-01T10:00:00,two\n"
            ),
            "--timezone",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """Empty, binary, without its columns, or with mixed time zones: one line each."""
    (tmp_path / "threads.csv").write_bytes(content)

    done = audit(tmp_path, "import", "threads.csv", "--as", "threads", "--channel", "short-post")

    assert said in refused(done)


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    """And the option to type."""
    line = refused(bring_in(tmp_path, "thread,who,message\nt1,brand,hello\n"))

    assert "thread, who, message" in line
    assert "--map" in line


def test_misuse_is_exit_2(tmp_path: Path) -> None:
    """An option there is not, an argument that is missing."""
    assert audit(tmp_path, "brands", "--colour").returncode == 2
    assert audit(tmp_path, "brand").returncode == 2
    assert audit(tmp_path, "add").returncode == 2


def test_a_broken_settings_file_is_named(tmp_path: Path) -> None:
    """With the line in it."""
    (tmp_path / "audit.toml").write_text("db = = 3\n")

    assert "audit.toml" in audit(tmp_path, "brands").stderr


def test_help_needs_nothing_heavy(tmp_path: Path) -> None:
    """No torch, no Scrapy, no database library is imported for --help."""
    code = (
        "import sys, cli\n"
        "try:\n    cli.cli(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'scrapy', 'sqlite_utils', 'numpy', 'rich', 'sentence_transformers'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.rstrip().endswith("HEAVY []")


def test_a_removed_brand_with_texts_wants_purge(tmp_path: Path) -> None:
    """Nothing is lost by a slip."""
    bring_in(tmp_path)

    assert "--purge" in refused(audit(tmp_path, "remove", "acme"))
    assert audit(tmp_path, "remove", "acme", "--purge").returncode == 0
    assert "no brands yet" in audit(tmp_path, "brands").stdout
