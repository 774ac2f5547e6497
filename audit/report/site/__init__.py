"""The report as a static site: opens from disk, loads nothing, and stands on any host."""
