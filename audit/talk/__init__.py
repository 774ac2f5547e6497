"""What a brand says: its claims, since when, and who words them alike."""
