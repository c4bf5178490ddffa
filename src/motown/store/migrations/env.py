"""What Alembic runs: the migrations on the connection that ``motown.store.schema`` has opened and locked."""

from alembic import context

config = context.config
connection = config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=config.attributes.get("metadata"),
    version_table=config.attributes["version_table"], render_as_batch=connection.dialect.name == "sqlite")
context.run_migrations()
