"""The only place that makes things and joins them: the running server, and the core for the command line."""
