"""What Flask needs, and no word of the office in it."""
