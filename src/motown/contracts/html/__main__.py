"""Write the pages into a folder; see the package."""

import sys
from pathlib import Path

from motown.contracts.html import write

if __name__ == "__main__":
    write(Path(sys.argv[1]))
