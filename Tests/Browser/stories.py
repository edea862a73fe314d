"""What people do in the console, each as they would do it. They are told three times: with all that a browser
has, with scripts off, and on a telephone 360 wide."""

import datetime
import io
import base64

import pypdf
from selenium.webdriver.common.by import By

PROTECTED = "Protected: nothing about it has left, and nothing will."


def today(browser):
    return browser.site.sql("select (clock_timestamp() at time zone 'America/Los_Angeles')::date")[0]


def earlier(day, days):
    return str(datetime.date.fromisoformat(day) - datetime.timedelta(days=days))


def therapist(browser, person, sent, fresh):
    """- sent: a client's family name and id, of whose sessions claims went out. - fresh: of whom none did."""
    browser.open("/")
    assert browser.title == "Sign in"
    browser.page("sign-in")
    browser.sign_in(person)
    assert browser.title == "My clients"
    browser.says("40 clients")
    browser.page("my-clients")
    find(browser, sent[0], sent[1])
    browser.page("client")
    mark_whole_client(browser)
    browser.open("/clients")
    find(browser, *fresh)
    mark_one_session(browser)
    ask_to_lift(browser, person)
    browser.open("/clients")
    browser.page("my-clients-marked")
    find(browser, *sent)
    what_has_left(browser, sent[0])
    browser.press("Answers")
    browser.says("Already sent on", sent[0])
    browser.page("answers")
    browser.press("To confirm")
    browser.page("to-confirm")
    browser.press("Account")
    browser.page("account")
    leave(browser, sent[0])


def find(browser, name, number):
    browser.fill("search", name.lower())
    if browser.script:
        shown = [row for row in browser.all("#clients > li") if row.is_displayed()]
        assert 1 <= len(shown) < 6 and browser.one("#count").text.startswith(f"{len(shown)} client"), len(
            shown
        )
    browser.press("Search")
    assert name.lower() not in browser.driver.current_url.lower(), "the name stands in the address"
    found = [
        row
        for row in browser.all("#clients > li")
        if row.find_element(By.CSS_SELECTOR, ".row-id").text == number
    ]
    assert len(found) == 1, browser.text
    browser.press(found[0].find_element(By.TAG_NAME, "a"))
    assert browser.title.startswith(name), browser.title


def mark_whole_client(browser):
    sessions = len(browser.all("ul.list > li.row"))
    sent = browser.text.count("Sent on")
    browser.says_nothing_of("Already sent")
    assert sessions >= sent >= 8, browser.text
    browser.press("Mark self-pay…")
    browser.fill("requestedOn", today(browser))
    browser.page("mark")
    browser.press("Show what will happen")
    browser.says("You are about to mark all sessions for all dates of", "Nothing is marked yet.")
    assert browser.text.count("A mark cannot undo that.") == sent
    browser.page("mark-preview")
    browser.press(browser.one("main form button"))
    browser.says("marked. From now on Scrim sends nothing of this.", "The privacy officer has a task")
    rows = browser.all("ul.answers > li")
    assert len(rows) == sessions
    for row in rows:
        text = row.text
        assert ("Already sent on" in text) + (PROTECTED in text) + ("In flight" in text) == 1, text
    assert browser.text.count("Already sent on") == sent
    browser.page("marked")
    browser.press("Go on")
    browser.says("self-pay for all dates")
    browser.page("client-marked")


def mark_one_session(browser):
    browser.says("Nothing about it has left.")
    assert not browser.all("a[href$='/lift']")
    browser.press([one for one in browser.all("a") if one.text.startswith("Mark this one")][0])
    assert browser.one("input[name=scope][value=session]").is_selected()
    browser.page("mark-session")
    browser.press("Show what will happen")
    browser.says("You are about to mark the session", "Will be protected: nothing about it has left.")
    browser.page("mark-session-preview")
    browser.press(browser.one("main form button"))
    browser.says(PROTECTED)
    browser.says_nothing_of("Already sent")
    browser.press("Go on")
    browser.says("1 session is self-pay")


def ask_to_lift(browser, person):
    """Password and code are asked for in between, and what was typed is there afterwards."""
    browser.press("Ask to lift…")
    day = earlier(today(browser), 1)
    browser.fill("requestedOn", day)
    browser.page("lift")
    browser.site.let_an_hour_pass_since_the_code(person.login)
    browser.press("Write it down")
    assert browser.title == "Is it you?", browser.title
    browser.page("confirm")
    browser.prove(person, code="000000")
    browser.says("This does not match: the password or the code.")
    browser.page("confirm-wrong")
    browser.prove(person)
    browser.says("What you typed is kept.", "Nothing of it has been done yet.")
    assert browser.one("main input[name=requestedOn]").get_property("value") == day
    browser.page("go-on")
    browser.press("Go on where I was")
    browser.says("is written down. Nothing changes until the privacy officer confirms it.")
    browser.page("lift-asked")
    browser.press("Go on")
    browser.says("Self-pay: nothing about it has left")


def what_has_left(browser, name):
    browser.press("What has left")
    rows = browser.all("tbody tr")
    assert len(rows) >= 8, len(rows)
    assert all("arrived" in row.text for row in rows)
    browser.page("left")
    on_paper = printed(browser)
    assert name in on_paper and "Everything that was sent about this client" in on_paper, on_paper
    assert on_paper.count("A claim") >= 8
    for words in ("Sign out", "My clients", "Skip to the page", "This page is for you", "Back"):
        assert words not in on_paper, f"{words!r} is printed"
    assert "Sign out" in browser.driver.page_source
    browser.press("Back")


def printed(browser):
    """The text on the sheets of paper; kept beside the pictures."""
    sheets = base64.b64decode(browser.cdp("Page.printToPDF", paperWidth=8.5, paperHeight=11)["data"])
    browser.cdp("Emulation.setEmulatedMedia", media="print")
    browser.picture(f"{browser.shots:02d}-printed")
    browser.cdp("Emulation.setEmulatedMedia", media="")
    return " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheets)).pages).split()
    )


def leave(browser, name):
    """Going back afterwards shows nothing of what was seen."""
    browser.open("/clients")
    assert name in browser.driver.page_source
    browser.press("Sign out")
    browser.says("You are signed out.")
    browser.page("signed-out")
    browser.driver.back()
    assert browser.title in ("Sign in", "Signed out"), browser.title
    browser.says_nothing_of(name)
    browser.open("/clients")
    assert browser.title == "Sign in"
    browser.says_nothing_of(name)


def front_desk(browser, person, client, session):
    """Marks, and learns nothing: the same words for a client of whom claims were sent and for one
    who was self-pay."""
    browser.open("/")
    browser.sign_in(person)
    assert browser.title == "Mark self-pay", browser.title
    browser.page("desk")
    browser.fill("client", client)
    browser.fill("requestedOn", "2199-01-01")
    browser.one("#requestedOn").send_keys("")
    bare(browser)
    browser.press("Go on")
    browser.says("Not yet:", "lies in the future")
    assert browser.one("#client").get_property("value") == client
    browser.page("desk-refused")
    browser.fill("requestedOn", today(browser))
    browser.press("Go on")
    browser.says(
        f"You are about to mark all sessions for all dates of client {client}", "Nothing is marked yet."
    )
    browser.page("desk-confirm")
    browser.press(browser.one("main form button"))
    known = " ".join(browser.text.split()).replace(client, "X")
    browser.page("desk-marked")
    other = mark_at_desk(browser, "C-self-pay", None)
    assert other.replace("C-self-pay", "X") == known, f"{known!r} is not {other!r}"
    assert send_from_desk(browser, "C-nobody-of-this-name", None) == "Not done"
    browser.says("no client has this number", "Nothing was marked.")
    browser.page("desk-nobody")
    mark_at_desk(browser, client, session)
    for place in ("/clients", "/answers", "/tasks", "/restrictions", "/people"):
        browser.open(place)
        browser.says("This page is not for the role")
    browser.page("not-yours")
    browser.open("/nothing-here")
    browser.says("There is no such page")
    browser.page("no-such-page")
    browser.press(browser.named("To the beginning"))
    browser.press("Sign out")


def bare(browser):
    """A browser that leaves all checking to the console."""
    if browser.script:
        browser.run("for (const form of document.forms) form.noValidate = true")
    else:
        browser.driver.execute_script("document.querySelector('main form').setAttribute('novalidate', '')")


def send_from_desk(browser, client, session):
    browser.open("/mark")
    browser.fill("client", client)
    if session:
        browser.choose("input[name=scope][value=session]")
        browser.fill("session", session)
    browser.press("Go on")
    browser.press(browser.one("main form button"))
    return browser.title


def mark_at_desk(browser, client, session):
    send_from_desk(browser, client, session)
    browser.says("marked. From now on Scrim sends nothing of this.")
    browser.says_nothing_of("Already sent", "Meridian", "meridian", "northfield", "cascade")
    return " ".join(browser.text.split())


def privacy_officer(browser, person, lifted):
    """Confirms what was asked for, and decides a task."""
    browser.open("/")
    browser.sign_in(person)
    assert browser.title == "Tasks"
    browser.page("tasks")
    tasks = browser.all("ul.tasks > li")
    assert tasks
    recall = [one for one in tasks if "It was sent on" in one.text]
    card = (recall or tasks)[0]
    number = card.find_element(By.CSS_SELECTOR, "input[name=task]").get_property("value")
    option = card.find_elements(By.TAG_NAME, "option")[1]
    option.click()
    browser.press(card.find_element(By.TAG_NAME, "button"))
    assert not browser.all(f"input[name=task][value='{number}']")
    browser.press("Restrictions")
    browser.page("restrictions")
    row = [
        one
        for one in browser.all("ul.list > li")
        if lifted in one.text and "asked" in one.text and one.find_elements(By.TAG_NAME, "button")
    ]
    assert len(row) == 1, browser.text
    browser.press(row[0].find_element(By.TAG_NAME, "button"))
    browser.says("The restriction is lifted.")
    browser.page("lifted")
    browser.press("Back")
    assert not [
        one
        for one in browser.all("ul.list > li")
        if lifted in one.text and one.find_elements(By.TAG_NAME, "button")
    ]
    browser.press("Lifted ones too")
    browser.says("lifted on")
    browser.page("restrictions-all")
    browser.press("People")
    browser.page("people")
    browser.press("Mark self-pay")
    browser.page("mark-as-privacy-officer")
    browser.press("Sign out")


def newcomer(browser, login, role, *options):
    """From the administrator's code to a first sign-in; gives the person."""
    import newcomers

    code = browser.site.invite(login, role, *options)
    return newcomers.welcome(browser, login, code)
