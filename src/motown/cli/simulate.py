"""``motown simulate``: the simulator's own command, taking settings as every command does."""

from motown.cli.options import checking
from motown.simulator import command

simulate = checking(command.simulate)
simulate.short_help = "Simulate charge points."
