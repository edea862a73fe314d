"""Signing in and out, sessions that end, several roles, tabs, and what is used once."""

import stories
from newcomers import PASSWORD
from running import run, tell
from site_under_test import code_of, counter_now

WORDS = ("Featherstone", "C-006")


def main(site, browser_of):
    with browser_of("coming-and-going") as browser:
        person = tell(
            "a new person with two roles comes in",
            stories.newcomer,
            browser,
            "two.roles",
            "clinician",
            "--clinician",
            "D-06",
            "--also",
            "front-desk",
        )
        tell("a code is good once", once, browser, person)
        tell("a recovery code lets in once, and new ones replace the old", recovery, browser, person)
        tell("two roles are put on one at a time", two_roles, browser, person)
        tell("a session that ends within a form loses nothing that was typed", expired, browser, person)
        tell("nobody is led elsewhere after signing in", elsewhere, browser, person)
        tell("two tabs are one sign-in", two_tabs, browser, person)
        with browser_of("another-browser") as other:
            tell("sign out everywhere ends the other browser too", everywhere, browser, other, person)


def once(browser, person):
    code = person.code()
    browser.sign_in(person, code)
    assert browser.title == "My clients", browser.text
    browser.press("Sign out")
    browser.sign_in(person, code)
    assert browser.title == "Sign in"
    browser.says("This does not match: the name, the password or the code.")
    assert browser.one("#login").get_property("value") == person.login
    assert browser.one("#password").get_property("value") == ""
    browser.page("sign-in-refused")


def recovery(browser, person):
    first, second = person.recovery[:2]
    browser.sign_in(person, first.upper())
    browser.press("Account")
    browser.says("You have 9 left.")
    browser.press("Sign out")
    browser.sign_in(person, first)
    browser.says("This does not match")
    browser.sign_in(person, second)
    browser.press("Account")
    browser.says("You have 8 left.")
    browser.press("Make new recovery codes")
    fresh = [one.text for one in browser.all(".codes code")]
    assert len(set(fresh)) == 10 and not set(fresh) & set(person.recovery)
    browser.says("Your earlier codes are of no use any more.")
    browser.page("new-recovery-codes")
    browser.press("Sign out")
    browser.sign_in(person, person.recovery[2])
    browser.says("This does not match")
    browser.sign_in(person, fresh[0])
    assert browser.title == "My clients"
    browser.press("Sign out")
    person.recovery = fresh[1:]


def two_roles(browser, person):
    browser.sign_in(person)
    browser.open("/mark")
    browser.says("This page is not for the role")
    browser.press("Account")
    browser.says("and act as therapist.")
    browser.page("two-roles")
    browser.press("Act as front desk")
    assert browser.title == "Mark self-pay"
    browser.open("/clients")
    browser.says("This page is not for the role")
    browser.says_nothing_of(WORDS[0])
    browser.press("Account")
    browser.press("Act as therapist")
    assert browser.title == "My clients"
    browser.press("Sign out")


def expired(browser, person):
    browser.sign_in(person)
    stories.find(browser, *WORDS)
    browser.press("Mark self-pay…")
    day = stories.earlier(stories.today(browser), 3)
    browser.fill("from", day)
    browser.fill("requestedOn", day)
    browser.site.end_sessions(person.login)
    browser.press("Show what will happen")
    assert browser.title == "Sign in"
    browser.says("Your session has ended. What you typed is kept")
    browser.says_nothing_of(WORDS[0], WORDS[1])
    browser.page("session-ended")
    browser.prove(person, "000000", login=True)
    browser.says("This does not match")
    browser.prove(person, login=True)
    browser.says("What you typed is kept.", "Nothing of it has been done yet.")
    for name in ("from", "requestedOn"):
        assert browser.one(f"main input[name={name}]").get_property("value") == day
    browser.page("session-ended-go-on")
    resumed(browser, day)
    browser.press("Sign out")


def resumed(browser, day):
    """With one press, as if nothing had been in between."""
    browser.press("Go on where I was")
    browser.says("You are about to mark all sessions since", WORDS[0])
    assert browser.one("main input[name=from]").get_property("value") == day


def elsewhere(browser, person):
    browser.open("/sign-in?next=//example.org/")
    browser.prove(person, login=True)
    assert browser.place == "/clients", browser.driver.current_url
    browser.press("Sign out")
    browser.open("/answers")
    assert browser.title == "Sign in"
    browser.prove(person, login=True)
    assert browser.title == "Answers"
    browser.press("Sign out")


def two_tabs(browser, person):
    browser.sign_in(person)
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.open("/account")
    assert browser.title == "Account"
    second = browser.driver.current_window_handle
    browser.driver.switch_to.window(first)
    browser.press("Account")
    browser.press("Act as front desk")
    browser.driver.switch_to.window(second)
    browser.press("Make new recovery codes")
    browser.says("This form was not taken", "Nothing was changed.")
    browser.page("another-tab")
    browser.driver.switch_to.window(first)
    browser.press("Sign out")
    browser.driver.switch_to.window(second)
    browser.open("/account")
    assert browser.title == "Sign in"
    browser.driver.close()
    browser.driver.switch_to.window(first)


def everywhere(browser, other, person):
    browser.sign_in(person)
    other.sign_in(person)
    assert other.title == browser.title == "My clients"
    browser.press("Account")
    browser.press("Sign out everywhere")
    browser.says("All of your sign-ins have ended.")
    browser.page("signed-out-everywhere")
    other.open("/clients")
    assert other.title == "Sign in"


run(main)
