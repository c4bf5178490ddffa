"""Changes of the tables, one file each, read by Alembic."""
