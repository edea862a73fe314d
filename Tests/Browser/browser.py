"""Chromium as a person has it before them, and what is looked at on every page."""

import base64
import os
import time

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import accessibility

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
SECONDS = 60


class Browser:
    """- width: of a telephone, where it is below 500. - script: whether scripts run.
    - axe: whether it judges each page, or by which rules."""

    def __init__(self, site, name, width=1100, script=True, axe=False):
        self.site, self.name, self.width, self.script, self.axe = site, name, width, script, axe
        self.shots = 0
        options = Options()
        options.binary_location = CHROMIUM
        for argument in (
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--lang=en-US",
            "--disable-gpu",
            "--disable-extensions",
            "--disable-background-networking",
            "--no-first-run",
            "--force-device-scale-factor=1",
            "--hide-scrollbars",
        ):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not script:
            options.add_experimental_option(
                "prefs", {"profile.managed_default_content_settings.javascript": 2}
            )
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_page_load_timeout(SECONDS)
        self.driver.set_window_size(max(width, 500), 1000)
        if width < 500:
            self.cdp(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=740,
                deviceScaleFactor=1,
                mobile=True,
            )

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.picture("failed")
        self.driver.quit()

    def cdp(self, command, **values):
        return self.driver.execute_cdp_cmd(command, values)

    def run(self, script, *values):
        return self.driver.execute_script(script, *values)

    # Going about

    def open(self, place):
        self.driver.get(self.site.address + place)

    @property
    def place(self):
        return self.driver.current_url.removeprefix(self.site.address)

    def one(self, css):
        found = self.all(css)
        assert len(found) == 1, f"{len(found)} of {css} on {self.place}: {self.text[:300]}"
        return found[0]

    def all(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def named(self, words):
        """The link or button with these words, as they are seen."""
        every = [one for one in self.all("a, button") if one.is_displayed()]
        found = [one for one in every if one.text.strip() == words] or [
            one for one in every if words in one.text
        ]
        assert found, f"nothing is called {words!r} on {self.place}: {self.text[:400]}"
        return found[0]

    def press(self, what):
        """A link or button, by its words or itself; waits for the page that comes."""
        element = self.named(what) if isinstance(what, str) else what
        self.coming(element.click)

    def coming(self, deed):
        old = self.driver.find_element(By.TAG_NAME, "html")
        deed()
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                old.is_enabled()
            except (StaleElementReferenceException, WebDriverException):
                break
            time.sleep(0.02)
        else:
            raise AssertionError(f"no page came on {self.place}")
        while self.run("return document.readyState") != "complete" and time.monotonic() < end:
            time.sleep(0.02)

    def fill(self, name, value):
        field = self.driver.find_element(By.ID, name)
        if field.get_attribute("type") == "date":
            year, month, day = value.split("-")
            field.send_keys(month + day + year)
            assert field.get_property("value") == value, field.get_property("value")
        else:
            field.clear()
            field.send_keys(value)

    def choose(self, css):
        self.one(css).click()

    @property
    def text(self):
        return self.driver.find_element(By.TAG_NAME, "main").text

    @property
    def title(self):
        return self.one("h1").text

    def says(self, *words):
        text = " ".join(self.text.split())
        for one in words:
            assert one in text, f"{one!r} is not said on {self.place}: {text[:600]}"

    def says_nothing_of(self, *words):
        text = self.driver.page_source
        for one in words:
            assert one not in text, f"{one!r} stands on {self.place}"

    # In and out

    def sign_in(self, person, code=None):
        if not self.place.startswith("/sign-in") or not self.all("#login"):
            self.open("/sign-in")
        self.prove(person, code, login=True)

    def prove(self, person, code=None, login=False):
        if login:
            self.fill("login", person.login)
        self.fill("password", person.password)
        self.fill("code", code or person.code())
        self.press(self.one("main form button"))

    # What is looked at

    def page(self, name):
        """A page that a person has come to: nothing is wrong with it, and it is kept as a picture
        (without scripts it looks the same)."""
        self.shots += 1
        if self.script:
            self.picture(f"{self.shots:02d}-{name}")
        wrong = accessibility.shape(self) + accessibility.complaints(self)
        if self.axe:
            wrong += accessibility.judged(self, only=self.axe if isinstance(self.axe, list) else None)
        if self.axe is True:
            # Only the colours are others in the dark.
            accessibility.scheme(self, "dark")
            self.picture(f"{self.shots:02d}-{name}-dark")
            wrong += accessibility.judged(self, only=["color-contrast"])
            accessibility.scheme(self, "light")
        assert not wrong, f"{self.place} ({name}): " + "; ".join(wrong)

    def picture(self, name):
        folder = os.path.join(self.site.screenshots, self.name)
        os.makedirs(folder, exist_ok=True)
        size = self.cdp("Page.getLayoutMetrics")["cssContentSize"]
        image = self.cdp(
            "Page.captureScreenshot",
            captureBeyondViewport=True,
            clip={
                "x": 0,
                "y": 0,
                "width": max(self.width, size["width"]),
                "height": min(size["height"], 4000),
                "scale": 1,
            },
        )
        with open(os.path.join(folder, name + ".png"), "wb") as file:
            file.write(base64.b64decode(image["data"]))

    def keys(self, *keys):
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def focused(self):
        return self.driver.switch_to.active_element

    def tab_to(self, wanted, most=90):
        """Tab until `wanted` says yes of what has the focus; the focus is seen wherever it comes by."""
        for _ in range(most):
            self.keys(Keys.TAB)
            focused = self.focused()
            if focused.tag_name == "body":
                continue
            unseen = accessibility.unseen_focus(self)
            assert not unseen, f"{self.place}: {unseen}"
            if wanted(focused):
                return focused
        raise AssertionError(f"the keyboard does not come there on {self.place}")
