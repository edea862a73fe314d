"""With the keyboard alone: where it stands is always seen, and it comes everywhere."""

from selenium.webdriver.common.keys import Keys

import accessibility
import stories
from running import run, tell


def main(site, browser_of):
    with browser_of("keyboard") as browser:
        person = tell(
            "a new therapist comes in",
            stories.newcomer,
            browser,
            "t.keyboard",
            "clinician",
            "--clinician",
            "D-09",
        )
        tell("signs in with keys alone", sign_in, browser, person)
        tell("skips to the page", skip, browser)
        tell("searches, marks and sees what became of it", mark, browser)
        tell("everything that can be pressed is come by", everything, browser)


def by_id(name):
    return lambda one: one.get_attribute("id") == name


def by_text(words):
    return lambda one: one.text.strip().startswith(words)


def sign_in(browser, person):
    browser.open("/sign-in")
    for name, value in (("login", person.login), ("password", person.password), ("code", person.code())):
        browser.tab_to(by_id(name))
        browser.keys(value)
    browser.tab_to(by_text("Sign in"))
    browser.coming(lambda: browser.keys(Keys.ENTER))
    assert browser.title == "My clients", browser.text


def skip(browser):
    browser.open("/clients")
    browser.keys(Keys.TAB)
    link = browser.focused()
    assert link.text == "Skip to the page", link.text
    assert not accessibility.unseen_focus(browser)
    browser.picture("skip-link")
    browser.keys(Keys.ENTER)
    browser.keys(Keys.TAB)
    assert browser.focused().get_attribute("id") == "search", browser.focused().get_attribute("outerHTML")


def mark(browser):
    browser.keys("inglethorpe")
    browser.coming(lambda: browser.keys(Keys.ENTER))
    browser.tab_to(by_text("Inglethorpe"))
    browser.picture("focus-on-a-client")
    browser.coming(lambda: browser.keys(Keys.ENTER))
    browser.tab_to(by_text("Mark self-pay"))
    browser.coming(lambda: browser.keys(Keys.ENTER))
    browser.tab_to(lambda one: one.get_attribute("name") == "scope")
    browser.keys(Keys.ARROW_DOWN)
    assert browser.one("input[value=session]").is_selected()
    browser.tab_to(by_id("session"))
    browser.keys(Keys.ARROW_DOWN)
    browser.tab_to(by_text("Show what will happen"))
    browser.picture("focus-on-a-button")
    browser.coming(lambda: browser.keys(Keys.SPACE))
    browser.says("You are about to mark the session")
    browser.tab_to(by_text("Mark self-pay"))
    browser.coming(lambda: browser.keys(Keys.ENTER))
    browser.says("marked. From now on Scrim sends nothing of this.")
    browser.tab_to(by_text("Go on"))
    browser.coming(lambda: browser.keys(Keys.ENTER))
    browser.says("1 session is self-pay")


def everything(browser):
    for place in ("/clients", "/answers", "/same-day", "/account"):
        browser.open(place)
        wanted = browser.run(
            "return document.querySelectorAll('a, button, input:not([type=hidden]), select').length"
        )
        met = set()
        for _ in range(wanted + 2):
            browser.keys(Keys.TAB)
            focused = browser.focused()
            if focused.tag_name == "body":
                break
            unseen = accessibility.unseen_focus(browser)
            assert not unseen, f"{place}: {unseen}"
            met.add(focused.id)
        assert len(met) == wanted, f"{place}: {len(met)} of {wanted}"


run(main)
