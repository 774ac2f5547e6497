"""What somebody wrote in Markdown themselves: quotes, code, logs and templates left out."""

from __future__ import annotations

import re

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
DETAILS = re.compile(r"<details\b.*?(?:</details>|\Z)", re.DOTALL | re.IGNORECASE)
FENCE = re.compile(
    r"^ {0,3}(```+|~~~+)[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*(?:\n|\Z)|\Z)", re.DOTALL | re.MULTILINE
)
QUOTE = re.compile(r"^ {0,3}>.*\n?", re.MULTILINE)
MAIL_QUOTE = re.compile(
    r"^(?:On|Am|Le|El) .{5,120}(?:wrote|schrieb|écrit|escribió)[^\n]{0,40}:\s*\n?", re.MULTILINE
)
HEADING = re.compile(r"^ {0,3}#{1,6} .*\n?|^\*\*[^*\n]+\*\*:?[ \t]*$\n?", re.MULTILINE)
BOX = re.compile(r"^\s*[-*] \[[ xX]\] .*\n?", re.MULTILINE)
RULE = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$\n?", re.MULTILINE)
PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\s]*(?: \"[^\"\n]*\")?\)|<img\b[^>]*>", re.IGNORECASE)
LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)(?: \"[^\"\n]*\")?\)")
TAG = re.compile(
    r"</?(?:p|br|div|span|sub|sup|b|i|em|strong|kbd|code|ul|ol|li|a)\b[^>]*>", re.IGNORECASE
)
EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
TICKS = re.compile(r"`([^`\n]+)`")


def own_words(markdown: str) -> str:
    """The text of a comment, links by their words and address, in plain letters."""
    text = markdown.replace("\r\n", "\n")
    for left_out in (COMMENT, DETAILS, FENCE, MAIL_QUOTE, QUOTE, BOX, HEADING, RULE, PICTURE):
        text = left_out.sub("", text)
    text = LINK.sub(r"\1 \2", TAG.sub(" ", text))
    text = EMPHASIS.sub(r"\2", TICKS.sub(r"\1", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
