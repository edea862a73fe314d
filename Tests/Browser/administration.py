"""An administrator and a second person: accounts, what clinicians see of it, health, the trail."""

import sys

import newcomers
import stories
from running import run, tell

WAYS = {
    "whole": {"axe": True},
    "without-script": {"script": False},
    "telephone": {"width": 360, "axe": ["target-size"]},
}


def main(site, browser_of):
    way = sys.argv[2]
    tag = way[:2]
    with browser_of("administration-" + way, **WAYS[way]) as browser:
        alone = "only." + tag
        clinician = tell(
            "a therapist comes in", stories.newcomer, browser, "c." + tag, "clinician", "--clinician", "D-03"
        )
        second = tell("a second person comes in", stories.newcomer, browser, "s." + tag, "administrator")
        person = tell("an administrator comes in", stories.newcomer, browser, "a." + tag, "administrator")
        new = tell("a new account takes two", new_account, browser, person, second, alone)
        tell("the new person comes in with what the second handed over", come_in, browser, new)
        tell("another mapping takes two, and both it is about are told", mapping, browser, person, second, new)
        tell("the therapist reads who has their number, and says so", told, browser, clinician, new)
        tell("nobody confirms their own, and what is declined is not done", declined, browser, person, second)
        tell("sign-ins are ended and people disabled at once", at_once, browser, person, new)
        tell("health and the trail are read", health, browser, person)


def sign_in(browser, person):
    browser.open("/sign-in")
    browser.sign_in(person)


def out(browser):
    browser.press("Sign out")


def row(browser, login):
    found = [one for one in browser.all("tbody tr") if one.text.split("\n")[0].split(" ")[-1] == login
             or login in one.text.split()]
    assert len(found) == 1, f"{login}: {browser.text}"
    return found[0]


def card(browser, login):
    found = [one for one in browser.all("ul.list > li.card") if login in one.text]
    assert len(found) == 1, f"{login}: {browser.text}"
    return found[0]


def new_account(browser, person, second, login):
    sign_in(browser, person)
    assert browser.title == "People", browser.title
    browser.page("people")
    browser.press("A new account…")
    browser.page("person-new")
    browser.fill("new-login", login)
    browser.press("Go on")
    browser.says("Not yet:", "Choose at least one role.")
    assert browser.one("#new-login").get_property("value") == login
    browser.page("person-new-refused")
    browser.choose("input[name=role-front_desk]")
    browser.site.let_an_hour_pass_since_the_code(person.login)
    browser.press("Go on")
    assert browser.title == "Is it you?", browser.title
    browser.prove(person)
    browser.press("Go on where I was")
    assert browser.title == "Waits for a second person", browser.text
    browser.says("Nothing is changed yet", second.login, "privacy_officer")
    browser.page("proposed")
    browser.press("Back")
    own = card(browser, login)
    assert "Take it back" in own.text and "Confirm" not in own.text, own.text
    browser.page("people-proposed")
    out(browser)
    return confirm(browser, second, login)


def confirm(browser, second, login):
    sign_in(browser, second)
    one = card(browser, login)
    browser.page("people-to-confirm")
    browser.press([b for b in one.find_elements("tag name", "button") if b.text.startswith("Confirm")][0])
    code = None
    if browser.title == "An invitation":
        browser.says("It is shown this one time", login)
        code = browser.one("code.key").text
        browser.page("invitation")
    browser.open("/people")
    assert not [one for one in browser.all("ul.list > li.card") if login in one.text]
    out(browser)
    return (login, code)


def come_in(browser, new):
    login, code = new
    person = newcomers.welcome(browser, login, code)
    sign_in(browser, person)
    assert browser.title == "Mark self-pay", browser.title
    assert not browser.all("aside.told")
    out(browser)


def mapping(browser, person, second, new):
    login, _ = new
    sign_in(browser, person)
    browser.press(row(browser, login).find_element("tag name", "a"))
    browser.page("person")
    browser.choose("input[name=role-clinician]")
    browser.press("Change")
    browser.says("Not yet:", "A therapist has a number")
    browser.page("person-refused")
    browser.fill("clinician", "D-none")
    browser.press("Change")
    browser.says("In the practice’s records no therapist has this number.")
    browser.open("/people")
    browser.press(row(browser, login).find_element("tag name", "a"))
    browser.choose("input[name=role-clinician]")
    browser.fill("clinician", "D-03")
    browser.press("Change")
    assert browser.title == "Waits for a second person", browser.text
    out(browser)
    sign_in(browser, second)
    assert "The number D-03 is also that of" in card(browser, login).text
    out(browser)
    confirm(browser, second, login)


def told(browser, clinician, new):
    login, _ = new
    sign_in(browser, clinician)
    assert browser.title == "My clients", browser.title
    sentence = browser.one("aside.told").text
    assert login in sentence and "D-03" in sentence and "has your number in the records too" in sentence and "as a." in sentence, sentence
    browser.page("told")
    browser.press("Say under “Account” that you have read it")
    browser.page("account-told")
    browser.press("I have read it")
    assert not browser.all("aside.told")
    assert browser.title == "Account"
    out(browser)


def declined(browser, person, second):
    sign_in(browser, person)
    browser.press(row(browser, second.login).find_element("tag name", "a"))
    browser.press("Make a new code")
    browser.says("Nothing is changed yet:", "privacy_officer", "says yes or no")
    out(browser)
    sign_in(browser, second)
    assert "It is about you" in card(browser, second.login).text
    out(browser)
    sign_in(browser, person)
    browser.press(card(browser, second.login).find_element("tag name", "button"))
    browser.says("Your proposal is taken back.")
    out(browser)


def at_once(browser, person, new):
    login, _ = new
    sign_in(browser, person)
    browser.press(row(browser, login).find_element("tag name", "a"))
    browser.press("End their sign-ins")
    browser.says("was signed in nowhere.")
    browser.open("/people")
    browser.press(row(browser, login).find_element("tag name", "a"))
    browser.press("Disable " + login)
    browser.says(f"{login} may do nothing any more")
    browser.press("Back")
    assert "disabled" in row(browser, login).text
    browser.press(row(browser, login).find_element("tag name", "a"))
    browser.says("Bring them back")
    browser.page("person-disabled")
    out(browser)


def health(browser, person):
    browser.site.scrim("trail", "verify")
    sign_in(browser, person)
    browser.press("Clearinghouses")
    browser.says("harborlink", "clearpath", "takes what is sent", "Certificate:")
    assert not browser.all("aside.told")
    browser.page("clearinghouses")
    browser.press("Waits")
    browser.says("Nothing waits for an approval.")
    browser.page("waiting")
    browser.press("Keys")
    browser.says("keys.transit", "keys.archivePublicKey")
    browser.page("keys")
    browser.press("Trail")
    browser.says("Latest checkpoint", "It is as it was signed", "somebody signed in")
    browser.page("trail")
    browser.open("/nothing-here")
    browser.says("There is no such page")
    assert browser.all("nav a"), "no way on from a page that is not there"
    browser.page("no-such-page")
    out(browser)


run(main)
