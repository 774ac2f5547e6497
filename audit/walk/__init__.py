"""What a brand does: its turns as read, and what customers got."""
