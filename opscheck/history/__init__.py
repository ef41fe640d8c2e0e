"""Plans as they were: read from git's objects, compared with what they are now. Nothing is checked out or written."""
