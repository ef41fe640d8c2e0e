"""What asks before it does: dialogs over the screens. Each gives back an answer, or None where it is left."""
