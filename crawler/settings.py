"""Who we are and how slowly we go: Scrapy's settings, safe by default.

Loaded by `Settings().setmodule("crawler.settings")`.  Everything that Scrapy does out of the box
and that must not happen here is turned off by name.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

BOT_NAME = "walk-the-talk-audit"
try:
    VERSION = version(BOT_NAME)
except PackageNotFoundError:  # run from a checkout that was never installed
    VERSION = "0"
SPIDER_MODULES = ["crawler.spiders"]
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def user_agent(contact: str | None) -> str:
    """The name we go by, with the address to complain to."""
    return f"{BOT_NAME}/{VERSION}" + (f" (+{contact})" if contact else "")


USER_AGENT = user_agent(None)
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = BOT_NAME

# Slowly: one request at a time to a host, a second and more apart, longer where it is slow.
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 1  # what a response gave is stored at once: Scrapy has no items to hand on
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
DOWNLOAD_TIMEOUT = 30
RETRY_TIMES = 3
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"

# Within bounds.
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DEPTH_LIMIT = 0  # each spider keeps its own: a chain of pages read one by one is no depth
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
URLLENGTH_LIMIT = 2083
MAX_PAGES = 300
REQUESTS_A_PAGE = 5  # of the cap of pages: with redirects, retries and what is not there
MOST_SECONDS = 6 * 3600  # for one source in one run
MOST_FAILURES = 5  # in a row, each after its retries: then a host is left alone
MOST_CRAWL_DELAY = 60
MOST_RETRY_AFTER = 300

# To hosts that are who they say, at addresses anybody may reach, and by no way around the guard.
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "crawler.middlewares.address.GuardedResolver"
DOWNLOAD_HANDLERS = {
    "data": None, "file": None, "ftp": None, "s3": None,
    "http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
    "https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
}  # fmt: skip
PORTS = [80, 443]
HTTPPROXY_ENABLED = False
ALLOW_LOOPBACK = False
ALLOW_PUBLIC = False

# Nothing kept on the side, nothing opened to others, nothing said of what was found.
COOKIES_ENABLED = False
HTTPCACHE_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_FORMATTER = "crawler.middlewares.quiet.QuietFormatter"
STATS_DUMP = False
MEMUSAGE_ENABLED = False
LOG_VERSIONS: list[str] = []

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.bounds.BoundsMiddleware": 50,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.patience.PatienceMiddleware": 550,
    "crawler.middlewares.conditional.ConditionalMiddleware": 560,
    "crawler.middlewares.mementos.MementosMiddleware": 610,  # before redirects are followed
    "crawler.middlewares.budget.BudgetMiddleware": 900,
    "crawler.middlewares.archive.ArchiveMiddleware": 950,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "crawler.middlewares.batches.BatchesMiddleware": 40,
}
