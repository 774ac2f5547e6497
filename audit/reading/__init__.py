"""The instrument: from a text to a probability for every level of every column."""
