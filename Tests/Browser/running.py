"""Runs the stories of a file and says how each went, a line for each; exit 1 where one failed."""

import sys
import time
import traceback

from browser import Browser
from site_under_test import Site

failed = []


def tell(name, story, *values):
    began = time.monotonic()
    try:
        result = story(*values)
    except Exception as error:
        failed.append(name)
        print(f"FAILED {name}: {type(error).__name__}: {error}\n{traceback.format_exc(limit=-6)}", flush=True)
        raise
    print(f"held {name} ({time.monotonic() - began:.1f} s)", flush=True)
    return result


def run(main):
    site = Site(sys.argv[1])
    try:
        main(site, lambda name, **options: Browser(site, name, **options))
    except Exception as error:
        if not failed:
            failed.append("set-up")
            print(f"FAILED: {type(error).__name__}: {error}\n{traceback.format_exc(limit=-6)}", flush=True)
    sys.exit(1 if failed else 0)
