"""What the system does: commands in, events out; and who follows the events."""
