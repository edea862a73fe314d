"""What a biller does in the console, as they would do it."""

from selenium.webdriver.common.by import By

import stories

# Payers say of every claim that it was rejected, is being decided, denied or paid: nobody's doing here.
ANSWERS = """
insert into claims.acknowledgment (clearinghouse, digest, bytes)
select c.clearinghouse, sha256(convert_to(c.clearinghouse || ' browser', 'UTF8')), 1
from (select distinct clearinghouse from claims.claim_state where state = 'accepted') c order by 1;
insert into claims.statement (acknowledgment_id, fingerprint, ordinal, kind, source, scope, session_id, version,
  outcome, codes, contradictory, reference, payer_claim_number, payment_trace, charge_cents, paid_cents,
  patient_cents, said_on, adjustments, balanced)
select a.acknowledgment_id, sha256(convert_to('browser ' || s.kind || k.patient_control_number, 'UTF8')), 1,
  s.kind, 'payer', 'claim', k.session_id, k.version, s.outcome, s.codes, false, k.patient_control_number,
  s.number, s.trace, k.charge_cents, s.paid, s.share, case when s.kind = '835' then current_date - 1 end, s.adjusted,
  case when s.kind = '835' then true end
from (select k.*, row_number() over (order by k.session_id) as n from claims.claim_state k
  where k.state = 'accepted') k
join claims.acknowledgment a on a.digest = sha256(convert_to(k.clearinghouse || ' browser', 'UTF8'))
cross join lateral (
  select '277CA' as kind, 'rejected' as outcome, array['A7:562:85'] as codes, null as trace,
    null::bigint as paid, null::bigint as share, null as number, null::text[] as adjusted
  where k.n % 20 = 1
  union all select '277CA', 'adjudicating', '{}', null, null, null, 'PCN' || left(k.patient_control_number, 10),
    null where k.n % 20 between 2 and 9
  union all select '835', 'denied', array['CO-97'], 'CHECK7', 0, 0, 'PCN' || left(k.patient_control_number, 10),
    array['CO-97:' || k.charge_cents] where k.n % 20 = 3
  union all select '835', 'paid', array['CO-45'], 'CHECK7', k.charge_cents - 2000, 1000,
    'PCN' || left(k.patient_control_number, 10), array['CO-45:1000', 'PR-3:1000'] where k.n % 20 = 4) s
order by k.session_id, s.kind;
select claims.derive(array_agg(k.session_id), array_agg(k.version)) from claims.claim_state k
where k.state = 'accepted';
"""

DOUBT = """
with one as (
  select s.submission_id from claims.submission s
  where s.state = 'accepted' order by s.claim_count, s.submission_id desc limit 1
), opened as (
  update claims.submission s set state = 'in_doubt', decided_at = null, receipt_number = null,
    receipt_evidence = null, transit_wrapped_key = 'x' from one where s.submission_id = one.submission_id
)
update claims.attempt a set state = 'in_doubt', fault = 'timed-out' from one
where a.submission_id = one.submission_id and a.state = 'accepted'
"""


def seen(browser, name):
    """A page is looked at, and sends nobody to a command line."""
    browser.page(name)
    browser.says_nothing_of("`scrim", "scrim claims", "scrim status")


def let_payers_answer(site):
    site.sql(ANSWERS)


def claim(site, state):
    """The number of a claim that stands so, of a client whom nobody marks in these stories."""
    return site.sql(
        f"""
        select v.patient_control_number from claims.claim_standing v
        join claims.claim k on k.session_id = v.session_id and k.version = v.version
        where v.state = '{state}' and k.client_id ~ '^C-0(2[678]|3[0123])$' order by 1 limit 1
        """
    )[0]


def monday(browser, person):
    site = browser.site
    site.sql(DOUBT)
    browser.open("/")
    browser.sign_in(person)
    assert browser.title == "Today", browser.title
    browser.says("What waits for you, each with", "may have arrived; nobody knows yet")
    seen(browser, "today")
    held(browser)
    rejected(browser)
    replaced(browser, claim(site, "adjudicating"))
    voided(browser, person, claim(site, "paid"))
    doubt(browser)
    others(browser)
    browser.press("Today")
    browser.says_nothing_of("may have arrived; nobody knows yet")
    browser.press("Sign out")


def choose(browser, name, words):
    """Of a select by its id, the first choice with these words."""
    field = browser.driver.find_element(By.ID, name)
    found = [one for one in field.find_elements(By.TAG_NAME, "option") if words in one.text]
    assert found, f"no choice {words!r} in {name}"
    found[0].click()


def held(browser):
    browser.press("Held")
    seen(browser, "held")
    card = [one for one in browser.all("section.card") if "writes to a policyholder" in one.text]
    assert len(card) == 1, browser.text
    number = card[0].find_element(By.TAG_NAME, "select").get_attribute("id").removeprefix("session-")
    choose(browser, f"session-{number}", "S-untold")
    browser.fill(f"on-{number}", stories.earlier(stories.today(browser), 2))
    browser.press("Record it")
    browser.says("Recorded: it counts for all claims under this coverage.", "from the next run on")
    seen(browser, "held-recorded")
    browser.press("Back")
    session = f"S-{browser.name}"
    browser.fill("keep", session)
    choose(browser, "why", "The clinician is asked")
    browser.press("Keep it back")
    browser.says("Kept back from now on")
    browser.press("Back")
    browser.one("summary:has(+ form input#let-go)").click()
    browser.fill("let-go", session)
    browser.press(browser.one("form:has(#let-go) button"))
    browser.says("Kept back no longer.")


def rejected(browser):
    """One correction clears many, and each is told."""
    browser.press("To work")
    seen(browser, "to-work")
    cards = [one for one in browser.all("li.card") if "rejected it before adjudication" in one.text]
    assert cards, browser.text
    browser.press(cards[0].find_element(By.TAG_NAME, "a"))
    browser.says("It was rejected because something is not valid.", "Each is made from the records")
    seen(browser, "to-work-group")
    count = int(browser.title.split()[0])
    assert len(browser.all("ul.list > li")) == count
    browser.press(browser.one("form[action$='/again'] button"))
    assert browser.title == "What became of them"
    told = [int(one.text.split()[0]) for one in browser.all(".answers .row-name")]
    assert sum(told) == count, f"{told} of {count}"
    browser.says("to be sent again; the next run makes each from the records.")
    seen(browser, "to-work-done")


def find(browser, number):
    browser.open("/claims")
    browser.fill("number", number.lower())
    browser.press("Open it")
    assert browser.title == f"Claim {number}", browser.title
    assert number not in browser.driver.current_url, "the number stands in the address"


def replaced(browser, number):
    find(browser, number)
    browser.says("The payer has accepted it and decides about it", "Sent, and the clearinghouse took it.")
    seen(browser, "claim")
    browser.fill("replace-number", "no number")
    browser.press("Replace")
    browser.says("This is no payer’s claim number.")
    seen(browser, "claim-refused")
    browser.press("Back")
    browser.fill("replace-number", "PCN-77-A")
    browser.press("Replace")
    browser.says("It is to be replaced.")
    browser.press("Back")
    browser.says("Somebody asked for it: replace.")
    seen(browser, "claim-to-be-replaced")
    browser.press(browser.one("form[action$='/take-back'] button"))
    browser.says("It stays as it is.")


def voided(browser, person, number):
    """Password and code are asked for in between."""
    find(browser, number)
    seen(browser, "claim-paid")
    browser.site.let_an_hour_pass_since_the_code(person.login)
    browser.press(browser.one("form[action$='/void'] button"))
    assert browser.title == "Is it you?", browser.title
    browser.prove(person)
    browser.press("Go on where I was")
    browser.says("It is to be voided.", "archive’s private key")
    seen(browser, "claim-voided")
    browser.press("Back")
    browser.press(browser.one("form[action$='/take-back'] button"))
    browser.says("It stays as it is.")


def doubt(browser):
    browser.open("/doubt")
    browser.says("They may have arrived; nobody knows.", "timed-out")
    seen(browser, "doubt")
    browser.choose("input[name=arrived][value=yes]")
    browser.fill("receipt-0", "R-2026-1")
    choose(browser, "known-0", "on the telephone")
    browser.press("Settle it")
    browser.says("It arrived: the clearinghouse has these claims.")
    seen(browser, "doubt-settled")
    browser.press("Back")
    browser.says("Nothing is in doubt.")


def others(browser):
    for place, name, words in (
        ("/charts", "charts", "Claims sent and rejected, by week"),
        ("/unbilled", "unbilled", "It has no charge."),
        ("/changed", "changed", "Each run compares what has left with the records."),
        ("/unanswered", "unanswered", "Nothing is overdue."),
        ("/payments", "payments", "payment CHECK7"),
        ("/claims?state=denied", "claims-denied", "The payer decided to pay nothing"),
        ("/claims", "claims", "Oldest service first"),
    ):
        browser.open(place)
        browser.says(words)
        seen(browser, name)
    browser.press("The next hundred")
    browser.says("Oldest service first")
    browser.open("/charts")
    if browser.script:
        for one in browser.all("summary"):
            one.click()
        seen(browser, "charts-open")
