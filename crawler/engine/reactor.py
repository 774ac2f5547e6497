"""The reactor: started once in a process, stopped when all is done or when asked to."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from db.errors import AuditError

if TYPE_CHECKING:
    from scrapy.settings import Settings

NOISY = ("scrapy", "twisted", "trafilatura", "htmldate", "courlan", "justext")


def run_reactor(work: Callable[[], Awaitable[None]], settings: Settings) -> None:
    """Run `work` in the reactor behind the address guard; raises what it raises.

    An interrupt ends it between two responses.  Raises AuditError when called a second time,
    BadSetting for settings that lead around the guard.
    """
    from twisted.internet import reactor as running

    from crawler.middlewares.address import GuardedResolver, refuse_ways_around

    refuse_ways_around(settings)
    reactor: Any = running
    if getattr(reactor, "_startedBefore", False):
        raise AuditError("one crawl a process: start another process for the next")
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    GuardedResolver(
        reactor,
        loopback=settings.getbool("ALLOW_LOOPBACK"),
        public=settings.getbool("ALLOW_PUBLIC"),
    ).install_on_reactor()
    failures: list[BaseException] = []
    tasks: list[asyncio.Task[None]] = []

    async def all_of_it() -> None:
        try:
            await work()
        except asyncio.CancelledError:
            failures.append(KeyboardInterrupt())
        except Exception as error:  # noqa: BLE001 - carried out of the reactor, raised below
            failures.append(error)
        finally:
            reactor.stop()

    def begin() -> None:
        loop = asyncio.get_running_loop() if _is_running() else asyncio.get_event_loop()
        tasks.append(loop.create_task(all_of_it()))

    def interrupt(*_: Any) -> None:
        reactor.callFromThread(lambda: [task.cancel() for task in tasks])

    reactor.callWhenRunning(begin)
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        reactor.run(installSignalHandlers=False)
    finally:
        signal.signal(signal.SIGINT, before)
    if failures:
        raise failures[0]


def _is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
