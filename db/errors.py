"""Every error a user can meet, as one tree.

AuditError                  anything said to the user in one line; exit code 1
├── DatabaseError           the database file cannot be used
│   ├── NoDatabase          there is no database at the path given
│   ├── NotADatabase        the file is something else
│   ├── NewerSchema         written by a newer version of this program
│   ├── OlderSchema         a read command met a database that wants migrating
│   └── NotWritable         read-only file or folder, or a full disk
├── Locked                  another run works on the same database; exit code 75
├── NotFound                no brand, source or dimension of that name
├── BadInput                a file, row, column, date or value that cannot be used
│   └── MissingColumn       the file lacks a column that the format needs
├── BadSetting              a setting or environment variable with an unusable value
├── MissingExtra            an optional part of this program is not installed
└── InstrumentError         model or heads absent, altered or not fitting each other

Each message says what, which value, and what to do next.  Domain code raises these; only
`cli.py` turns them into an exit code.
"""

from __future__ import annotations


class AuditError(Exception):
    """Something the user can act on; `str(error)` is the one line shown."""

    exit_code = 1


class DatabaseError(AuditError):
    """The database file cannot be used."""


class NoDatabase(DatabaseError):
    """There is no database at the path given."""


class NotADatabase(DatabaseError):
    """The file is not an SQLite database, or not one of ours."""


class NewerSchema(DatabaseError):
    """The database was written by a newer version of this program."""


class OlderSchema(DatabaseError):
    """A read-only command met a database that has migrations pending."""


class NotWritable(DatabaseError):
    """The file or folder cannot be written, or the disk is full."""


class Locked(AuditError):
    """Another run holds the lock on this database."""

    exit_code = 75


class NotFound(AuditError):
    """No brand, source or dimension of that name."""


class BadInput(AuditError):
    """A file, row, column, date or value that cannot be used."""


class MissingColumn(BadInput):
    """The file lacks a column that the format needs."""


class BadSetting(AuditError):
    """A setting or environment variable has an unusable value."""


class MissingExtra(AuditError):
    """An optional part of this program is not installed."""


class InstrumentError(AuditError):
    """The model or the heads are absent, altered or do not fit each other."""
