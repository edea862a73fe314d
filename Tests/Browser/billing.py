"""A biller's Monday: from what waits to what is settled. Told with all that a browser has, on a telephone, and
without scripts; and come by with the keyboard alone."""

import billing_stories
import keyboard_walk
import stories
from running import run, tell


def main(site, browser_of):
    billing_stories.let_payers_answer(site)
    with browser_of("biller", axe=True) as browser:
        tell("a biller's Monday", billing_stories.monday, browser, site.people["biller"])
        tell("with the keyboard alone, everything is come by", keyboard_walk.billing, browser)
    with browser_of("biller-telephone", width=360, axe=["target-size"]) as browser:
        person = tell(
            "a new biller comes in, on a telephone", stories.newcomer, browser, "b.narrow", "billing"
        )
        tell("a biller's Monday, on a telephone", billing_stories.monday, browser, person)
    with browser_of("biller-without-script", script=False) as browser:
        person = tell(
            "a new biller comes in, without scripts", stories.newcomer, browser, "b.without", "billing"
        )
        tell("a biller's Monday, without scripts", billing_stories.monday, browser, person)


run(main)
