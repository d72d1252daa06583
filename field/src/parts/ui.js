// The few components that all screens are made of.

import { html } from "htm/preact";
import { useEffect, useId, useRef } from "preact/hooks";
import ICONS from "virtual:icons";
import { between, today, words } from "../days.js";
import { t, tc } from "../words.js";
import { link } from "./route.js";

export { html };

export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name]} /></svg>`;

// A screen with its heading, which takes the focus when the screen opens. `back` names the screen above it.
export function Screen({ title, back, beside, bar, children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · ${t("Dundian")}`;
    if (Screen.seen) heading.current.focus({ preventScroll: true });
    Screen.seen = true;
    window.scrollTo(0, 0);
  }, [title]);
  return html`
    <header class="top"><div class="top-row">
      ${back !== undefined ? html`<a class="back" href=${link(back)} aria-label=${t("Back")}><${Icon} name="chevron-left" /></a>` : html`<span class="mark" aria-hidden="true"></span>`}
      <h1 ref=${heading} tabindex="-1">${title}</h1>
      ${beside && html`<div class="beside">${beside}</div>`}
    </div></header>
    <main id="main" class=${bar ? "main with-bar" : "main"}>${children}</main>
    ${bar && html`<div class="save-bar">${bar}</div>`}`;
}

export const Status = ({ tone, children }) => html`<span class="status status-${tone}">${children}</span>`;

export const Empty = ({ icon = "info-circle", children, action }) => html`<div class="empty"><${Icon} name=${icon} /><p>${children}</p>${action}</div>`;

export function Notice({ tone = "info", icon = "info-circle", children, action }) {
  return html`<div class="notice notice-${tone}"><${Icon} name=${icon} /><div class="notice-words">${children}</div>${action}</div>`;
}

// What was wrong, on top of the form, each line leading to its field.
export function Faults({ faults, names }) {
  const box = useRef(null);
  const found = Object.entries(faults ?? {});
  useEffect(() => { if (found.length) box.current?.focus(); }, [faults]);
  if (!found.length) return null;
  const to = (event, field) => { event.preventDefault(); document.querySelector(`[data-field="${field}"] :is(input,textarea,select)`)?.focus(); };
  return html`<div class="faults" role="alert" tabindex="-1" ref=${box}><h2>${t("Please mend this")}</h2><ul>${found.map(([field, text]) => html`<li>${names[field] ? html`<a href="#" onClick=${(e) => to(e, field)}>${names[field]}</a>${tc("punctuation", ": ")}` : ""}${text}</li>`)}</ul></div>`;
}

const Optional = () => html`<span class="optional">${t("(optional)")}</span>`;

export function Field({ name, label, optional, help, fault, children }) {
  const id = useId();
  return html`<div class="field" data-field=${name}>
    <label for=${id}>${label}${optional && html`<${Optional} />`}</label>
    ${help && html`<p class="help" id="${id}-help">${help}</p>`}
    ${children({ id, "aria-describedby": help ? `${id}-help` : undefined, "aria-invalid": fault ? "true" : undefined })}
    ${fault && html`<p class="fault">${fault}</p>`}
  </div>`;
}

export function Text({ value, onText, rows = 3, phrases = [], max = 2000, ...field }) {
  const add = (text) => onText(value ? `${value}${text}` : text);
  return html`<${Field} ...${field}>${(props) => html`
    <textarea ...${props} rows=${rows} maxlength=${max} value=${value ?? ""} onInput=${(e) => onText(e.target.value)}></textarea>
    ${phrases.length > 0 && html`<details class="phrases"><summary>${t("Phrases")}</summary><div class="phrase-list">${phrases.map((p) => html`<button type="button" class="phrase" onClick=${() => add(p.text)}>${p.text}</button>`)}</div></details>`}`}<//>`;
}

export function Line({ value, onText, type = "text", options, ...field }) {
  const { inputmode, min, max, maxlength, step, autocomplete, ...rest } = field;
  return html`<${Field} ...${rest}>${(props) => (options
    ? html`<select ...${props} value=${value ?? ""} onChange=${(e) => onText(e.target.value)}>${options.map((o) => html`<option value=${o.value} selected=${o.value === (value ?? "")}>${o.label}</option>`)}</select>`
    : html`<input ...${props} type=${type} ...${{ inputmode, min, max, maxlength, step, autocomplete }} value=${value ?? ""} onInput=${(e) => onText(e.target.value)} />`)}<//>`;
}

// Chips: several (`many`) or one of a list, as real boxes or radios.
export function Chips({ name, label, options, value, onText, many, fault, columns = 2 }) {
  const id = useId();
  const on = (code) => (many ? value.includes(code) : value === code);
  const press = (code, checked) => onText(many ? options.map((o) => o.code).filter((c) => (c === code ? checked : value.includes(c))) : code);
  return html`<fieldset class="chips chips-${columns}" data-field=${name} aria-invalid=${fault ? "true" : undefined}>
    <legend>${label}</legend>
    <div class="chip-list">${options.map((o) => html`<label class=${on(o.code) ? "chip on" : "chip"} key=${o.code}>
      <input type=${many ? "checkbox" : "radio"} name=${id} value=${o.code} checked=${on(o.code)} onChange=${(e) => press(o.code, e.target.checked)} />
      ${o.icon && html`<${Icon} name=${o.icon} />`}<span>${o.name}</span></label>`)}</div>
    ${fault && html`<p class="fault">${fault}</p>`}
  </fieldset>`;
}

export const Tick = ({ checked, onChange, children, help }) => html`<label class="tick"><input type="checkbox" checked=${checked} onChange=${(e) => onChange(e.target.checked)} /><span>${children}${help && html`<small>${help}</small>`}</span></label>`;

export const Fold = ({ title, count, open, children }) => html`<details class="fold" open=${open}><summary><span>${title}</span>${count ? html`<span class="count">${count}</span>` : ""}<${Icon} name="chevron-down" /></summary><div class="fold-in">${children}</div></details>`;

export const Row = ({ to, href, icon, title, text, end }) => html`<li><a class="row" href=${href ?? link(to)}>${icon && html`<${Icon} name=${icon} />`}<span class="row-words"><span class="row-title">${title}</span>${text && html`<span class="row-text">${text}</span>`}</span>${end}<${Icon} name=${href ? "external-link" : "chevron-right"} /></a></li>`;

export const Bar = ({ done, whole, label }) => html`<span class="bar"><progress max=${whole} value=${Math.min(done, whole)} aria-label=${label}></progress><span class="bar-words">${done}/${whole}</span></span>`;

// A date by which something is wanted: in words and with a sign when it has passed.
export function By({ day, tone = "todo" }) {
  const late = between(day, today());
  return late > 0 ? html`<${Status} tone="overdue"><${Icon} name="alert-triangle" />${t("{n} days late", { n: late })}<//>` : html`<${Status} tone=${tone}>${words(day)}<//>`;
}

// How far a record has come on its way to the server.
export function Way({ record }) {
  const words = { queued: t("To be sent"), waiting: t("On its way"), conflict: t("Two versions"), rejected: t("Sent back") };
  if (!record._pending) return null;
  return html`<${Status} tone=${record._pending === "rejected" ? "returned" : "todo"}>${words[record._pending]}<//>`;
}
