"""What charging is about, in plain Python: identifiers, quantities, commands, events and the rules between them."""
