"""What the screens are made of. Widgets draw, and say by messages what the user wants."""
