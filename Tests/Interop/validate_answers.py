#!/usr/bin/env python3
"""Validates acknowledgments and remittances (999, 277CA, 835) with pyx12 (PyPI).

    validate_answers.py FILE...

A line for each file: its name, "accepted" or "refused", and what pyx12 says is wrong, in the words of a 999.
Exit 0 whatever they are: the caller knows what to expect. Exit 2: nothing was validated.
"""

import io
import logging
import pathlib
import sys

import pyx12.params
import pyx12.x12n_document


def validated(path):
    answer = io.StringIO()
    try:
        accepted = pyx12.x12n_document.x12n_document(pyx12.params.params(), str(path), answer, None)
    except Exception as error:  # its own crash on bad input is a refusal too
        return "refused " + type(error).__name__
    segments = [segment.strip() for segment in answer.getvalue().split("~")]
    return " ".join(["accepted" if accepted else "refused"] + [s for s in segments if s[:3] in ("IK3", "IK4")])


def main():
    logging.disable(logging.CRITICAL)
    paths = [pathlib.Path(name) for name in sys.argv[1:]]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    for path in paths:
        print(path.name, validated(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
