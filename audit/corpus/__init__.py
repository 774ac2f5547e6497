"""The texts: what is stored, as exchanges and statements, prepared to be read once each."""
