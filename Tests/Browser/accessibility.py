"""What must hold of every page: its shape, the browser's silence, axe-core's, and a focus that is seen."""

import functools
import os

import axe_playwright_python

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@functools.cache
def axe():
    with open(
        os.path.join(os.path.dirname(axe_playwright_python.__file__), "axe.min.js"), encoding="utf-8"
    ) as file:
        return file.read()


def shape(browser):
    """No page is scrolled sideways; each has one heading of the first order, a title and a language."""
    found = browser.run("""
        const root = document.documentElement, wrong = [];
        if (root.scrollWidth > root.clientWidth) wrong.push(
          "scrolled sideways: " + root.scrollWidth + " in " + root.clientWidth + " by "
            + Array.from(document.querySelectorAll("body *"))
              .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
              .map((one) => one.tagName + "." + one.className).slice(0, 4));
        if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
        if (!/ · Scrim$/.test(document.title)) wrong.push("title " + document.title);
        if (root.lang !== "en") wrong.push("language");
        return wrong;
        """)
    return found


# What Chromium remarks on and nobody minds: a page that was refused, and what signing out makes it forget.
REMARKS = ("Failed to load resource: the server responded with a status of 4", "Clear-Site-Data header on")


def complaints(browser):
    """What stands in the browser's log."""
    return [
        "the browser: " + one["message"]
        for one in browser.driver.get_log("browser")
        if not any(remark in one["message"] for remark in REMARKS)
    ]


def judged(browser, only=None):
    """Violations that axe-core finds, by rule and place. - only: of these rules alone."""
    if not browser.run("return typeof axe === 'object'"):
        browser.run(axe())
    result = browser.driver.execute_async_script(
        """
        const done = arguments[arguments.length - 1];
        axe.run(document, {runOnly: {type: arguments[0], values: arguments[1]}, resultTypes: ["violations"]})
          .then((result) => done({violations: result.violations, passes: result.passes.length}),
            (error) => done({error: String(error)}));
        """,
        "rule" if only else "tag",
        only or TAGS,
    )
    assert "error" not in result, result
    assert result["passes"] > (0 if only else 5), "axe-core looked at nothing"
    return [
        f"axe {one['id']}: "
        + "; ".join(f"{node['target']} {node['failureSummary']}" for node in one["nodes"][:3])
        for one in result["violations"]
    ]


def scheme(browser, name):
    browser.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])


def unseen_focus(browser):
    """Nil where the focus has an outline that is drawn, in the window."""
    return browser.run("""
        const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
        const name = one.tagName + " " + (one.id || one.textContent.trim().slice(0, 30));
        if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)
          return name + " shows no focus";
        if (style.outlineColor === "rgba(0, 0, 0, 0)") return name + " has a focus without colour";
        if (box.width === 0 || box.right < 0 || box.left > innerWidth
          || box.bottom < 0 || box.top > innerHeight)
          return name + " has the focus out of sight";
        return null;
        """)
