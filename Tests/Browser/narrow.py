"""The same on a telephone, 360 wide: nothing is scrolled sideways."""

import stories
from running import run, tell


def main(site, browser_of):
    with browser_of("telephone", width=360, axe=["target-size"]) as browser:
        clinician = tell(
            "a new therapist comes in",
            stories.newcomer,
            browser,
            "t.narrow",
            "clinician",
            "--clinician",
            "D-01",
        )
        tell(
            "a therapist marks, asks to lift and sees what has left",
            stories.therapist,
            browser,
            clinician,
            ("Kirkbride", "C-035"),
            ("Yelverton", "C-elsewhere"),
        )
        desk = tell(
            "a new person of the front desk comes in", stories.newcomer, browser, "d.narrow", "front-desk"
        )
        tell(
            "the front desk marks without seeing anything",
            stories.front_desk,
            browser,
            desk,
            "C-003",
            "S-no-such",
        )
        officer = tell("a new privacy officer comes in", stories.newcomer, browser, "p.narrow", "privacy")
        tell(
            "the privacy officer confirms and decides",
            stories.privacy_officer,
            browser,
            officer,
            "C-elsewhere",
        )


run(main)
