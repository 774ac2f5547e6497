"""Issues of a software maker's public repositories on GitHub, and what its people answer there.

The target is `owner/repository`, or `owner` for those of its repositories with most open issues.
Read by the keyless REST API (https://docs.github.com/rest/issues): issues and comments by when
they were last changed, each page with its ETag.  The brand is who the repository calls its owner,
member or collaborator, and the accounts named behind the target; apps are bots.  An issue is
written to the maintainers whoever writes in it.  Pull requests are left out, as are quoted lines,
code and the headings of templates.  Sixty requests an hour is all that is asked for; the rest
waits for the next crawl.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from crawler.addresses import base
from crawler.conversations import moment
from crawler.engine.pace import retry_after, until
from crawler.extract.markdown import own_words
from crawler.extract.statuses import next_page
from crawler.forum import Entry, link_of, message_of
from crawler.items import Capture, Item, Seen
from crawler.middlewares.conditional import validators_of
from crawler.pipelines.turns import turns_of
from crawler.spiders._backlog import BacklogSpider
from crawler.spiders._source import Note
from crawler.spiders._target import address_of, read_options, with_options
from crawler.tables.dates import iso
from db.errors import BadInput

HOME, API = "https://github.com", "https://api.github.com"
NAME = re.compile(r"(?![.-])[\w.-]{1,100}")
NO_OWNER = {
    "about", "apps", "collections", "contact", "customer-stories", "enterprise", "explore",
    "features", "login", "marketplace", "orgs", "pricing", "search", "security", "site", "sponsors",
    "topics", "trending", "users",
}  # fmt: skip
OURS = {"OWNER", "MEMBER", "COLLABORATOR"}
MOST_REPOSITORIES = 5
PAGE = 100
LONGEST_PAUSE_S = 300
"""A rate limit that lasts longer ends the run."""


class GithubSpider(BacklogSpider):
    """Reads issues and comments, repository by repository."""

    name = "github"
    sides: ClassVar[Mapping[str, str]] = {"walk": "issue"}
    example: ClassVar[str] = "acme/kettle"
    options: ClassVar[Mapping[str, str]] = {
        "brand": "logins or numbers of accounts that also speak for the brand",
    }
    shows_because: ClassVar[str] = (
        "an issue tracker is public, so yes once every issue is read; an issue that was closed "
        "without a word counts as unanswered"
    )

    @classmethod
    def read_target(cls, text: str) -> str:
        """`owner/repository` or `owner`; on a server of one's own with its address before."""
        address, chosen = read_options(text.strip(), cls.options)
        parts = urlsplit(address if "://" in address else f"{HOME}/{address}")
        path = [part for part in parts.path.split("/") if part][:2]
        path[1:] = [part.removesuffix(".git") for part in path[1:]]
        if parts.scheme not in {"http", "https"} or not path or not all(map(NAME.fullmatch, path)):
            raise BadInput(f"'{text}' is no repository; write it as acme/kettle, or acme for all")
        if path[0].lower() in NO_OWNER:
            raise BadInput(f"'{text}' is a page of GitHub and no one's; write it as acme/kettle")
        place = base(f"{parts.scheme}://{parts.netloc}")
        where = "" if place in {HOME, "https://www.github.com"} else f"{place}/"
        return with_options(where + "/".join(path).lower(), chosen)

    @classmethod
    def home(cls, target: str) -> str:
        """The address of the API: GitHub's, or that of another server."""
        address = address_of(target)
        return f"{base(address)}/api/v3" if "://" in address else API

    def covers(self, url: str) -> bool:
        """The API alone."""
        return url.startswith(f"{self.home(self.target)}/")

    @property
    def path(self) -> str:
        """`owner/repository`, or `owner`."""
        address = address_of(self.target)
        return urlsplit(address).path.strip("/") if "://" in address else address

    def begin_anew(self) -> None:
        """The repository, or the list of the owner's."""
        if "/" in self.path:
            self._ask_repository(self.path)
        else:
            self.ask(self._api(f"users/{self.path}/repos?type=owner&per_page={PAGE}"), kind="owner")

    def read(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """What one page of a list holds; a rate limit that is used up ends the run."""
        assert isinstance(response, TextResponse)
        found = response.json()
        if note["kind"] == "owner":
            self._choose(found)
        elif len(found) >= PAGE:
            self._ask_newer(response, found, note)
        else:
            self._memory(note["repository"])["pages"][note["kind"]] = {
                note["url"]: validators_of(response)
            }
        self._keep_to_limit(response, again=False)
        if note["kind"] == "issues":
            return self._issues(found, note["repository"])
        return self._comments(found, note["repository"]) if note["kind"] == "comments" else ()

    def missing(self, response: Response, note: Note) -> Iterable[Item | Capture]:
        """A repository that is gone or has no issues, or a limit that is used up."""
        if not self._keep_to_limit(response, again=True) and not self.job.reason:
            self.job.reason = f"{note.get('repository', self.path)} answered {response.status}"
        return ()

    def unchanged(self, response: Response, note: Note) -> Iterable[Item | Capture | Seen]:
        """A page that lists what it listed."""
        del note
        self._keep_to_limit(response, again=False)
        return ()

    def validators(self, url: str) -> Mapping[str, str]:
        """Those of the last page of each list."""
        pages = [
            page
            for memory in self.memory.get("repositories", {}).values()
            for page in memory["pages"].values()
        ]
        return next((page[url] for page in pages if url in page), {})

    def finish(self) -> None:
        """All messages are shown once all are read."""
        if not self.job.reason or self.job.reason.startswith("finished"):
            self.job.complete = self.caught_up and not self.memory.get("left out")

    # Where to go.

    def _api(self, path: str) -> str:
        return f"{self.home(self.target)}/{path}"

    def _memory(self, repository: str) -> dict[str, Any]:
        known: dict[str, Any] = self.memory.setdefault("repositories", {})
        memory: dict[str, Any] = known.setdefault(repository, {"since": {}, "pages": {}})
        return memory

    def _choose(self, found: list[dict[str, Any]]) -> None:
        """The owner's repositories with most open issues; how many are left out is counted."""
        open_to_all = [
            repository
            for repository in found
            if repository["has_issues"] and not (repository["fork"] or repository["archived"])
            if repository["open_issues_count"]
        ]
        open_to_all.sort(key=lambda one: (-one["open_issues_count"], one["full_name"]))
        self.memory["left out"] = max(0, len(open_to_all) - MOST_REPOSITORIES)
        for repository in reversed(open_to_all[:MOST_REPOSITORIES]):
            self._ask_repository(repository["full_name"].lower())

    def _ask_repository(self, repository: str) -> None:
        """Its issues, then their comments, from the page that the last crawl ended at."""
        for kind in ("comments", "issues"):
            self._ask_since(repository, kind, self._memory(repository)["since"].get(kind))

    def _ask_since(self, repository: str, kind: str, since: str | None) -> None:
        path = "issues?state=all&" if kind == "issues" else "issues/comments?"
        query = f"{path}sort=updated&direction=asc&per_page={PAGE}"
        query += f"&since={since}" if since else ""
        self.ask(self._api(f"repos/{repository}/{query}"), kind=kind, repository=repository)

    def _ask_newer(self, response: Response, found: list[dict[str, Any]], note: Note) -> None:
        """What was changed after a full page: numbered pages would shift with every change."""
        repository, kind = note["repository"], note["kind"]
        since, newest = self._memory(repository)["since"], found[-1]["updated_at"]
        if newest != since.get(kind):
            since[kind] = newest
            self._ask_since(repository, kind, newest)
        elif (after := next_page(response.headers.get("Link"))) and self.covers(after):
            self.ask(after, kind=kind, repository=repository)

    def _keep_to_limit(self, response: Response, *, again: bool) -> bool:
        """Whether nothing more may be asked for now; then the run ends here."""
        now = datetime.now(UTC)
        header = {
            name: (response.headers.get(name) or b"").decode("latin-1")
            for name in ("Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Reset")
        }
        seconds = retry_after(header["Retry-After"], now) if again else None
        if seconds is None and header["X-RateLimit-Remaining"] == "0":
            seconds = until(header["X-RateLimit-Reset"], now)
        if seconds is None or not (again or (seconds > LONGEST_PAUSE_S and self.steps)):
            return False
        reason = f"asked to wait {seconds:.0f} s; the next crawl goes on from there"
        self.adjourn(reason, again=again)
        return True

    # What there is.

    def _issues(self, found: list[dict[str, Any]], repository: str) -> Iterator[Item]:
        for issue in found:
            if "pull_request" in issue:
                continue
            thread = f"{repository}#{issue['number']}"
            title = str(issue["title"]).strip()
            entry = self._entry(issue, thread, f"{title}\n\n{own_words(issue.get('body') or '')}")
            if not entry.brand:
                yield message_of(self.source("walk"), thread, entry, None)

    def _comments(self, found: list[dict[str, Any]], repository: str) -> Iterator[Item]:
        """Comments, each in its thread: the brand's answers the customer's before it."""
        threads: dict[str, list[Entry]] = {}
        for comment in found:
            if "/pull/" not in comment["html_url"]:
                thread = f"{repository}#{comment['issue_url'].rpartition('/')[2]}"
                text = own_words(comment.get("body") or "")
                entry = self._entry(comment, str(comment["id"]), text)
                threads.setdefault(thread, []).append(entry)
        for thread, entries in threads.items():
            held = self.run.sink.held_thread(self.job, thread)
            held |= {entry.id: (iso(entry.at) or "", link_of(entry)) for entry in entries}
            order = sorted(held.values(), key=lambda one: (one[0], one[1].item_id))
            turns = turns_of([link for _, link in order])
            for entry in entries:
                turn = turns.get(entry.id)
                if not entry.brand or (turn in held and held[turn][1].role == "customer"):
                    yield message_of(self.source("walk"), thread, entry, turn)

    def _entry(self, found: dict[str, Any], number: str, text: str) -> Entry:
        user = found.get("user") or {"login": "ghost", "id": "", "type": "User"}
        named = {str(user["login"]).lower(), str(user["id"])} & self.option("brand")
        bot = user["type"] == "Bot"
        return Entry(
            number,
            None,
            f"user {user['id'] or user['login']}",
            bot or bool(named) or found.get("author_association") in OURS,
            bot,
            text,
            moment(found["created_at"]),
            found.get("html_url"),
        )
