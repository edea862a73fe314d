"""Billing's runs, from a preview to what each clearinghouse has: with all that a browser has, without scripts,
and on a telephone."""

import subprocess
import time

from running import run, tell

RUNS = "x'736372696d72756e'::bigint"
# Held for their diagnosis until somebody corrects it: each time another two are due.
CORRECTED = [
    ("S-typed-prose", "S-typed-prose-second"),
    ("S-typed-empty", "S-typed-lower-case"),
    ("S-typed-point-misplaced", "S-typed-space-after"),
]


class AnotherRun:
    """Somebody else's run, as far as others notice it: it has the lock."""

    def __init__(self, site):
        self.psql = subprocess.Popen(
            ["psql", "-h", site.socket, "-U", "postgres", "-d", "scrim", "-qAtX"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.psql.stdin.write(f"select 'held' from pg_advisory_lock({RUNS});\n")
        self.psql.stdin.flush()
        assert self.psql.stdout.readline().strip() == "held"

    def end(self):
        self.psql.stdin.close()
        self.psql.wait(30)


def billing(browser, person, sessions):
    site = browser.site
    names = ", ".join(f"'{one}'" for one in sessions)
    site.sql(f"update practice.session set diagnosis_codes = '{{F41.1}}' where session_id in ({names})")
    browser.open("/")
    browser.sign_in(person)
    browser.press("Runs")
    assert browser.title == "Runs"
    browser.page("runs")
    browser.press("Make a preview")
    ended(browser, "Preview")
    browser.says("2 claims would go in", "Nothing was sent.", "Approve and run exactly this", "held")
    browser.page("preview")
    preview = browser.place
    look_at_a_claim(browser, sessions)
    browser.open(preview)
    approve(browser, person, preview)


def look_at_a_claim(browser, sessions):
    browser.press("Look at each claim")
    browser.says("2 claims listed", *sessions)
    browser.page("claims")
    browser.press(browser.all("tbody button")[0])
    until(browser, lambda: "Every element that would leave is here" in browser.text)
    browser.says("member identification number", "principal diagnosis code", "F411", "It was made as a run")
    browser.page("content")
    browser.press("Claims of the preview")


def approve(browser, person, preview):
    site = browser.site
    site.let_an_hour_pass_since_the_code(person.login)
    browser.press("Approve and run exactly this")
    assert browser.title == "Is it you?", browser.title
    browser.prove(person)
    browser.says("What you typed is kept.")
    other = AnotherRun(site)
    try:
        browser.press("Go on where I was")
        assert browser.title == "A run", browser.title
        # With scripts the page says it by itself.
        until(browser, lambda: "Another run goes on" in browser.text)
        browser.page("going")
    finally:
        other.end()
    ended(browser, "Run")
    browser.says("2 claims sent and confirmed in", "taken in by the clearinghouse")
    browser.page("run")
    browser.press("Its preview")
    browser.says("This preview was approved.")
    assert browser.place == preview
    browser.press("Runs")
    browser.says("2 claims sent and confirmed")
    browser.page("runs-after")
    browser.press("Sign out")


def until(browser, is_so):
    """Looks again as somebody without scripts does; with them the page does it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if is_so():
                return
            if not browser.script:
                browser.press("Look again")
        except Exception:  # the page is just changing
            pass
        time.sleep(0.3)
    raise AssertionError(f"it did not come to that on {browser.place}: {browser.text[:400]}")


def ended(browser, title):
    until(browser, lambda: browser.title == title)


def main(site, browser_of):
    biller = site.people["biller"]
    ways = [
        ("billing-runs", {"axe": True}, "looks at a claim, approves and sees the run go"),
        ("billing-runs-without-script", {"script": False}, "does the same without scripts"),
        ("billing-runs-narrow", {"width": 360}, "does the same on a telephone"),
    ]
    for (name, options, words), sessions in zip(ways, CORRECTED):
        with browser_of(name, **options) as browser:
            tell(f"billing {words}", billing, browser, biller, sessions)


run(main)
