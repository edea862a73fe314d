#!/usr/bin/env python3
"""Writes the 999 that pyx12 (PyPI) makes of an 837P interchange: an answer by somebody who shares no code with Scrim.

    answer_999.py INTERCHANGE ANSWER

Exit 0 where pyx12 accepts the interchange, 1 where it refuses it; the answer is written in either case.
"""

import logging
import sys

import pyx12.params
import pyx12.x12n_document


def main():
    logging.disable(logging.CRITICAL)
    source, answer = sys.argv[1:]
    with open(answer, "w", encoding="ascii") as out:
        accepted = pyx12.x12n_document.x12n_document(pyx12.params.params(), source, out, None)
    return 0 if accepted else 1


if __name__ == "__main__":
    sys.exit(main())
