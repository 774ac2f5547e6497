"""The formulas: scores, bars of evidence, intervals and agreement, in numbers alone."""
