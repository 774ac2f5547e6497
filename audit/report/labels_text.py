"""What labels say, for a terminal: of how the instrument agrees with them, or of a brand."""

from __future__ import annotations

from audit.agreement import Agreement
from audit.labels.apply import Application
from audit.report.agreement_text import agreement_text
from audit.report.corrected_text import corrected_text


def labels_text(found: Agreement | Application) -> str:
    """The figures as lines of a terminal."""
    return agreement_text(found) if isinstance(found, Agreement) else corrected_text(found)
