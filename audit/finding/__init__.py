"""From readings to a finding about one brand: gathered, made, kept, and set beside others."""
