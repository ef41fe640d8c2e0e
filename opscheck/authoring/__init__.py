"""What helps authors write plans: the JSON Schema of the format, and a skeleton to start from."""
