#!/usr/bin/env python3
"""Reads 837P interchanges with x12sdk (PyPI), whose models are another telling of the guide than pyx12's maps.

    validate_x12sdk.py FILE...

Exit 0: every transaction set of every file becomes a model, and together they hold at least one claim.
Exit 1: one or more do not; a line for each says where, and never a value.
Exit 2: nothing was read.

x12sdk reads 005010X222A1 as 005010X222A2, whose segments are the same for what Scrim sends. It takes no sex but F and M.
"""

import pathlib
import sys

from x12sdk.io import X12ModelReader


def refusals(path):
    claims = 0
    try:
        with X12ModelReader(str(path)) as reader:
            for model in reader.models():
                claims += counted(model.x12())
    except Exception as error:
        # A model's error quotes the value that it refused: only where it stands is said.
        places = [".".join(map(str, one["loc"])) for one in getattr(error, "errors", lambda: [])()]
        return [f"x12sdk: {type(error).__name__} {place}" for place in places or ["(no place)"]]
    return [] if claims == counted(path.read_text("ascii")) > 0 else ["x12sdk: not all claims were read"]


def counted(text):
    return sum(1 for segment in text.split("~") if segment.strip().startswith("CLM*"))


def main():
    paths = [pathlib.Path(name) for name in sys.argv[1:]]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    refused = 0
    for path in paths:
        found = refusals(path)
        refused += bool(found)
        for line in found[:10]:
            print(f"{path.name}: {line}")
    print(f"{len(paths)} interchanges, {refused} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    try:
        status = main()
    except (OSError, ValueError) as error:
        print(f"unusable: {type(error).__name__}", file=sys.stderr)
        status = 2
    sys.exit(status)
