"""Claims that times can bear out or not."""
