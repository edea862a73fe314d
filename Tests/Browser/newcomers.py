"""Somebody who was handed an invitation code."""

import base64
import urllib.parse

import zxingcpp
from PIL import Image
import io

from site_under_test import Person, code_of, counter_now

PASSWORD = "seven quiet harbours at dusk"


def welcome(browser, login, invitation):
    browser.open("/sign-in")
    browser.press("I have an invitation code")
    browser.page("welcome")
    choose_password(browser, login, invitation, PASSWORD, PASSWORD + "!")
    browser.says("Not yet:", "The two passwords are not the same.")
    assert browser.one("#invitation").get_property("value") == invitation
    browser.page("welcome-refused")
    choose_password(browser, login, invitation, PASSWORD, PASSWORD)
    assert browser.title == "Your authenticator", browser.text
    browser.page("authenticator")
    key = key_on_the_page(browser)
    assert key_in_the_picture(browser, login) == key
    browser.fill("code", "000000" if code_of(key, counter_now()) != "000000" else "111111")
    browser.press("Finish")
    browser.says("This is not the code of this moment.")
    assert key_on_the_page(browser) == key
    browser.page("authenticator-refused")
    browser.fill("code", code_of(key, counter_now()))
    browser.press("Finish")
    assert browser.title == "Recovery codes", browser.text
    codes = [one.text for one in browser.all(".codes code")]
    assert len(codes) == len(set(codes)) == 10, codes
    browser.page("recovery-codes")
    return Person(browser.site, login, PASSWORD, key, codes)


def choose_password(browser, login, invitation, password, again):
    for name, value in (
        ("login", login),
        ("invitation", invitation),
        ("password", password),
        ("again", again),
    ):
        browser.fill(name, value)
    browser.press("Go on")


def key_on_the_page(browser):
    return browser.one("code.key").text.replace(" ", "")


def key_in_the_picture(browser, login):
    """As a telephone reads it, from the pixels."""
    svg = browser.one(".qr svg")
    image = Image.open(io.BytesIO(base64.b64decode(svg.screenshot_as_base64))).convert("L")
    image = image.resize((image.width * 3, image.height * 3), Image.Resampling.NEAREST)
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    assert len(codes) == 1, f"{len(codes)} codes are read from the picture"
    address = urllib.parse.urlparse(codes[0].text)
    values = urllib.parse.parse_qs(address.query)
    assert address.scheme == "otpauth" and address.path == f"/Scrim:{login}", codes[0].text
    assert (values["digits"], values["period"]) == (["6"], ["30"])
    return values["secret"][0]
