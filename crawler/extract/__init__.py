"""What a page says: its main text, what it declares about itself, where it leads."""
