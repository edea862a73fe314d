// Small conveniences; every page works without them.
"use strict";

// Where one is.
for (const link of document.querySelectorAll("nav a")) {
  const place = link.getAttribute("href");
  const here = location.pathname;
  if (here === place || here.startsWith(place + "/")) link.setAttribute("aria-current", "page");
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
}
// Back to a page that was sent: it can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});

// A list that is narrowed while one types.
for (const field of document.querySelectorAll("[data-filter]")) {
  const rows = Array.from(document.querySelectorAll("#" + field.dataset.filter + " > li"));
  const count = document.getElementById("count");
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase().split(/[ ,]+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const words = Array.from(row.querySelectorAll(".row-name, .row-id"))
        .map((one) => one.textContent.toLowerCase()).join(" ");
      row.hidden = !wanted.every((word) => words.includes(word));
      if (!row.hidden) shown += 1;
    }
    if (count) count.textContent = shown + (shown === 1 ? " client" : " clients");
  });
}

// What goes on while one looks: how far it is; and the page itself, when it has ended.
const live = document.querySelector("[data-events]");
if (live) {
  const line = live.querySelector("[role=status]");
  const events = new EventSource(live.dataset.events);
  events.addEventListener("progress", (event) => {
    if (line.textContent !== event.data) line.textContent = event.data;
  });
  events.addEventListener("ended", () => { events.close(); location.reload(); });
  window.addEventListener("pagehide", () => events.close());
}
// What takes a few seconds is looked at again by itself, a few times.
const again = document.querySelector("[data-again]");
if (again) {
  const tries = Number(sessionStorage.getItem(location.pathname)) || 0;
  if (tries < 20) {
    sessionStorage.setItem(location.pathname, tries + 1);
    setTimeout(() => location.reload(), 1500);
  }
}

// The first thing that is wrong, or the page: where a reader goes on.
const problem = document.querySelector(".problem");
if (problem) { problem.tabIndex = -1; problem.focus(); }
