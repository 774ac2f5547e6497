"""What all stages know of plain text: its sentences and its language."""
