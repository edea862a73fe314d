"""With all that a browser has: every page, in light and in dark, also judged by axe-core."""

import stories
from running import run, tell


def people(site):
    return site.people["therapist"], site.people["privacy_officer"]


def main(site, browser_of):
    therapist, officer = people(site)
    with browser_of("newcomer", axe=True) as browser:
        desk = tell(
            "a new person comes from an invitation to their first sign-in",
            stories.newcomer,
            browser,
            "front.desk",
            "front-desk",
        )
    with browser_of("therapist", axe=True) as browser:
        tell(
            "a therapist marks, asks to lift and sees what has left",
            stories.therapist,
            browser,
            therapist,
            ("Ackerly", "C-001"),
            ("Dunstable", "C-not-ready"),
        )
    with browser_of("front-desk", axe=True) as browser:
        tell(
            "the front desk marks without seeing anything",
            stories.front_desk,
            browser,
            desk,
            "C-012",
            "S-no-such",
        )
    with browser_of("privacy-officer", axe=True) as browser:
        tell(
            "the privacy officer confirms and decides",
            stories.privacy_officer,
            browser,
            officer,
            "C-not-ready",
        )


run(main)
