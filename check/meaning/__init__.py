"""What the letters of a document mean."""
