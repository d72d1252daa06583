"""`python -m bench.scale.fill FOLDER`: only make the province, to be measured later with DATA=FOLDER."""

import os
import sys
from pathlib import Path

from bench.scale import ground


def main() -> int:
    size, seed = float(os.environ.get("SIZE", "1")), int(os.environ.get("SEED", "20240401"))
    with ground.folder(sys.argv[1]) as data, ground.province(Path(data), size, seed) as seconds:
        print(f"made in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
