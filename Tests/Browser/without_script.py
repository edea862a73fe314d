"""The same with scripts switched off: every page works without them."""

import stories
from running import run, tell


def main(site, browser_of):
    with browser_of("without-script", script=False) as browser:
        browser.open("/sign-in")
        tell("no script runs", no_script, browser)
        clinician = tell(
            "a new therapist comes in",
            stories.newcomer,
            browser,
            "t.without",
            "clinician",
            "--clinician",
            "D-01",
        )
        tell(
            "a therapist marks, asks to lift and sees what has left",
            stories.therapist,
            browser,
            clinician,
            ("Yellowley", "C-024"),
            ("Haverstock", "C-two-plans"),
        )
        desk = tell(
            "a new person of the front desk comes in", stories.newcomer, browser, "d.without", "front-desk"
        )
        tell(
            "the front desk marks without seeing anything",
            stories.front_desk,
            browser,
            desk,
            "C-010",
            "S-no-such",
        )
        officer = tell("a new privacy officer comes in", stories.newcomer, browser, "p.without", "privacy")
        tell(
            "the privacy officer confirms and decides",
            stories.privacy_officer,
            browser,
            officer,
            "C-two-plans",
        )


def no_script(browser):
    """enhance.js would have said where one is."""
    browser.cdp("Page.navigate", url="data:text/html,<p id=a>a</p><script>a.textContent='b'</script>")
    assert browser.one("#a").text == "a"


run(main)
