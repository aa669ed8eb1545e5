"""New text → stances, by one code path for the command line, Python, a served model and a cluster."""
