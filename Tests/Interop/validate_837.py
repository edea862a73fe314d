#!/usr/bin/env python3
"""Validates 837P interchanges with pyx12 (PyPI), which shares no code with Scrim.

    validate_837.py FILE...

Exit 0: every file is accepted by pyx12's map of 005010X222A1, and holds at least one claim.
Exit 1: one or more are refused; a line for each says where, in the words of a 999.
Exit 2: nothing was validated.

Checked here, because pyx12 does not: ST03 repeats GS08, CLM02 is the sum of the SV102 of its lines, SE01 counts.
"""

import io
import logging
import pathlib
import sys

import pyx12.params
import pyx12.x12n_document

GUIDE = "005010X222A1"


def refusals_of_pyx12(path):
    answer = io.StringIO()
    try:
        accepted = pyx12.x12n_document.x12n_document(pyx12.params.params(), str(path), answer, None)
    except Exception as error:  # its own crash on bad input is a refusal too
        return [f"pyx12: {type(error).__name__}"]
    if accepted:
        return []
    segments = [segment.strip() for segment in answer.getvalue().split("~")]
    return [s for s in segments if s[:3] in ("IK3", "IK4", "IK5", "AK9")] or ["pyx12: refused"]


def refusals_of_ours(text):
    segments = [segment.split("*") for segment in text.strip().rstrip("~").split("~")]
    version = next((s[8] for s in segments if s[0] == "GS"), None)
    charge, lines, claims, opened = None, 0, 0, 0
    for number, segment in enumerate(segments, 1):
        if segment[0] in ("CLM", "HL", "SE") and charge is not None:
            if charge != lines:
                yield f"segment {number}: CLM02 is not the sum of SV102"
            charge = None
        if segment[0] == "ST":
            opened = number
            if segment[3] != GUIDE or version != GUIDE:
                yield f"segment {number}: ST03 or GS08 is not {GUIDE}"
        elif segment[0] == "CLM":
            charge, lines, claims = cents(segment[2]), 0, claims + 1
        elif segment[0] == "SV1":
            lines += cents(segment[2])
        elif segment[0] == "SE" and int(segment[1]) != number - opened + 1:
            yield f"segment {number}: SE01 does not count"
    if not claims:
        yield "no claim in it"


def cents(amount):
    whole, _, rest = amount.partition(".")
    return int(whole or 0) * 100 + int((rest + "00")[:2])


def main():
    logging.disable(logging.CRITICAL)
    paths = [pathlib.Path(name) for name in sys.argv[1:]]
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    refused = 0
    for path in paths:
        refusals = refusals_of_pyx12(path) + list(refusals_of_ours(path.read_text("ascii")))
        refused += bool(refusals)
        for line in refusals[:10]:
            print(f"{path.name}: {line}")
    print(f"{len(paths)} interchanges, {refused} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    try:
        status = main()
    except (OSError, ValueError, IndexError) as error:
        print(f"unusable: {type(error).__name__}: {error}", file=sys.stderr)
        status = 2
    sys.exit(status)
