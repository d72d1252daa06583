// Enhancements only: every page works without this file. No inline handlers, no eval; runs under `script-src 'self'`.
(function () {
  "use strict";
  const html = document.documentElement;
  html.classList.add("js");
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const piece = (id) => document.getElementById(id).content.cloneNode(true).firstElementChild;

  // The error summary (or a conflict) takes the focus; its links go to the field, or to the first choice of a group.
  function focusFirst(root) {
    const first = $("[data-focus]", root);
    if (first) first.focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    if (!link) return;
    const target = document.getElementById(link.hash.slice(1));
    const field = target && (target.matches("input, select, textarea") ? target : $("input, select, textarea", target));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.closest(".field").scrollIntoView({ block: "center" });
  });

  // Menus close on Escape and on a click elsewhere.
  function closeMenus(except) {
    $$("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  }
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && $("details.menu[open]");
    if (!open) return;
    open.open = false;
    $("summary", open).focus();
  });

  // `data-confirm` on a submit button asks first.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || button.dataset.confirmed) return;
    event.preventDefault();
    const dialog = piece("ui-confirm");
    $("p", dialog).textContent = button.dataset.confirm;
    document.body.append(dialog);
    dialog.addEventListener("click", (click) => { if (click.target.value) dialog.close(click.target.value); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      button.focus();
      if (dialog.returnValue !== "yes") return;
      button.dataset.confirmed = "1";
      button.click();
      delete button.dataset.confirmed;
    });
    dialog.showModal();
  });

  // Common phrases: a tap adds the phrase to the text.
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-phrases] .chip");
    if (!chip) return;
    const text = document.getElementById(chip.closest("[data-phrases]").dataset.phrases);
    text.value = text.value ? text.value.trimEnd() + "\n" + chip.textContent : chip.textContent;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });

  // On a phone a filter of many fields shows its first one until asked for the rest; never when a condition is set.
  $$("form.filters").forEach((form) => {
    const fields = $$(".filter-field", form);
    if (!window.matchMedia("(max-width: 40em)").matches || fields.length < 3 || window.location.search) return;
    const button = $("[data-unfold]", form);
    form.classList.add("folded");
    button.hidden = false;
    button.addEventListener("click", () => {
      form.classList.remove("folded");
      button.hidden = true;
      $("input, select", fields[1]).focus();
    });
  });

  // Bulk bar: count the ticks, tick the page, and let "all results" overrule single ticks.
  function countTicks() {
    const bar = $("[data-bulk]");
    if (!bar) return;
    const boxes = $$("input[name=pick]");
    const ticked = boxes.filter((box) => box.checked).length;
    const all = $("input[name=all]", bar).checked;
    const words = $(".bulk-count", bar);
    words.textContent = all || !ticked ? "" : words.dataset.count + " " + ticked;
    const page = $("[data-pick-page]");
    if (page) { page.checked = ticked > 0 && ticked === boxes.length; page.indeterminate = ticked > 0 && ticked < boxes.length; }
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-page]")) $$("input[name=pick]").forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-pick-page], input[name=pick], [data-bulk] input")) countTicks();
  });

  // What was typed and not sent is not lost by a stray click; a form is sent only once.
  let unsaved = Boolean($("form[data-guard] .error-summary"));
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) unsaved = true; });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const typed = unsaved;
    unsaved = false;
    // `data-download`: what comes is a file and the page stays, typed words unsaved and all.
    if (event.submitter && event.submitter.closest("[data-download]")) {
      window.setTimeout(() => { unsaved = unsaved || typed; }, 1000);
      return;
    }
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  // Fragments: say what came, show that one waits only after 300 ms, and offer to try again.
  const waiting = new WeakMap();
  document.addEventListener("htmx:beforeRequest", (event) => {
    const target = event.detail.target;
    waiting.set(target, window.setTimeout(() => target.classList.add("waiting"), 300));
    target.setAttribute("aria-busy", "true");
  });
  function arrived(event) {
    const target = event.detail.target;
    window.clearTimeout(waiting.get(target));
    target.classList.remove("waiting");
    target.removeAttribute("aria-busy");
  }
  document.addEventListener("htmx:afterRequest", arrived);
  document.addEventListener("htmx:afterSwap", (event) => {
    const region = event.detail.target.closest("[data-announce]");
    const said = region && $("[data-said]", region);
    if (said) $("#live").textContent = said.textContent;
    focusFirst(event.detail.target);
    countTicks();
  });
  document.addEventListener("htmx:sendError", (event) => {
    const target = event.detail.target;
    const notice = piece("ui-offline");
    $("[data-retry]", notice).dataset.retry = event.detail.requestConfig.verb === "get" ? event.detail.pathInfo.finalRequestPath : "";
    if (!$("[data-retry]", notice).dataset.retry) $("[data-retry]", notice).remove();
    target.prepend(notice);
  });
  document.addEventListener("click", (event) => {
    const retry = event.target.closest("[data-retry]");
    if (!retry || !window.htmx) return;
    const region = retry.closest("[data-announce], [hx-get]") || retry.closest(".alert").parentElement;
    event.preventDefault();
    window.htmx.ajax("GET", retry.dataset.retry, { target: region, swap: "innerHTML" });
  });
  document.addEventListener("ui:note", (event) => {
    const note = document.createElement("div");
    note.className = "note";
    note.textContent = event.detail.value;
    $("#notes").append(note);
    window.setTimeout(() => note.remove(), 8000);
  });

  focusFirst(document);
  countTicks();
})();
