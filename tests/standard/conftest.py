"""A whole server for each test that wants one."""

from tests.fixtures import empty_file, ev, known_file, make_server, postgresql_cluster, server, store_url, version

__all__ = ["empty_file", "ev", "known_file", "make_server", "postgresql_cluster", "server", "store_url", "version"]
