"""Whatever can be pressed on billing's pages is come by with the keyboard, and seen."""

from selenium.webdriver.common.keys import Keys

import accessibility

PLACES = ("/today", "/desk", "/held", "/claims?state=denied", "/doubt", "/unbilled", "/charts")
PRESSED = "a, button, input:not([type=hidden]), select, summary"


def billing(browser):
    for place in PLACES:
        browser.open(place)
        wanted = browser.run(
            f"return Array.from(document.querySelectorAll('{PRESSED}'))"
            ".filter((one) => one.checkVisibility() && one.type !== 'radio').length"
        )
        met = set()
        for _ in range(wanted * 3 + 5):
            browser.keys(Keys.TAB)
            focused = browser.focused()
            if focused.tag_name == "body":
                break
            unseen = accessibility.unseen_focus(browser)
            assert not unseen, f"{place}: {unseen}"
            if focused.get_attribute("type") != "radio":
                met.add(focused.id)
        assert len(met) == wanted, f"{place}: {len(met)} of {wanted}"
