"""Each thing that is looked at, on a page that was spoilt for it: it is seen."""

from selenium.webdriver.common.keys import Keys

import accessibility
import stories
from running import run, tell


def main(site, browser_of):
    with browser_of("controls", width=360, axe=True) as browser:
        browser.open("/sign-in")
        browser.page("as-it-is")
        for name, spoilt in SHAPES.items():
            tell(f"is seen: {name}", seen, browser, spoilt, accessibility.shape, "")
        for rule, spoilt in RULES.items():
            tell(f"axe-core finds {rule}", seen, browser, spoilt, accessibility.judged, rule)
        tell("is seen: contrast in dark alone", dark, browser)
    with browser_of("controls-keyboard") as browser:
        tell("is seen: a focus that does not show", focus, browser)
        tell("is heard: what the browser refuses", refused, browser)
        tell("is seen: what is printed and should not be", on_paper, browser)


SHAPES = {
    "a page wider than the window": "document.querySelector('h1').style.width = '500px'",
    "a second heading": "document.querySelector('main').append(document.createElement('h1'))",
    "a title without its name": "document.title = 'Sign in'",
}
RULES = {
    "color-contrast": "document.querySelector('#code-help').style.color = '#aaa'",
    "label": "document.querySelector('label[for=code]').remove()",
    "html-has-lang": "document.documentElement.removeAttribute('lang')",
    "document-title": "document.title = ''",
    "autocomplete-valid": "document.querySelector('#code').autocomplete = 'digits'",
    "target-size": "for (let n = 0; n < 2; n++) { const one = document.createElement('button'); "
    + "one.textContent = 'x'; "
    + "one.style.cssText = 'display: block; min-height: 0; height: 9px; width: 9px; padding: 0; '"
    + " + 'font-size: 6px'; "
    + "document.querySelector('main').append(one) }",
}


def seen(browser, spoilt, look, words):
    browser.open("/sign-in")
    assert not look(browser)
    browser.run(spoilt)
    found = look(browser)
    assert any(words in one for one in found), f"not found; but {found}"


def dark(browser):
    browser.open("/sign-in")
    browser.run("document.querySelector('#code-help').style.color = '#505050'")
    assert not accessibility.judged(browser)
    accessibility.scheme(browser, "dark")
    assert any("color-contrast" in one for one in accessibility.judged(browser))
    accessibility.scheme(browser, "light")


def focus(browser):
    browser.open("/sign-in")
    browser.keys(Keys.TAB)
    assert not accessibility.unseen_focus(browser)
    browser.keys(Keys.TAB)
    browser.run("document.activeElement.style.outline = 'none'")
    assert "shows no focus" in accessibility.unseen_focus(browser)
    browser.run("document.activeElement.style.cssText = 'position: absolute; left: -4000px'")
    assert "out of sight" in accessibility.unseen_focus(browser)


def refused(browser):
    browser.open("/sign-in")
    assert not accessibility.complaints(browser)
    browser.run(
        "const one = document.createElement('style'); one.textContent = 'p { color: red }'; "
        "document.head.append(one)"
    )
    assert any("Content Security Policy" in one for one in accessibility.complaints(browser))
    browser.run(
        "const one = document.createElement('script'); try { one.text = 'document.title = 1' } "
        "catch (error) {} document.head.append(one)"
    )
    assert browser.driver.title != "1"


def on_paper(browser):
    browser.open("/sign-in")
    words = "Skip to the page"
    assert words not in stories.printed(browser)
    browser.run("const one = document.querySelector('.skip'); one.className = ''")
    assert words in stories.printed(browser)


run(main)
