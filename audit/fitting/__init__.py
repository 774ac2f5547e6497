"""Making an instrument: labelled samples in, a folder of heads out.  Not needed to read."""
