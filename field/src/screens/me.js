// 我的: what is on this phone, how it looks, and the way out.

import { useState } from "preact/hooks";
import { words } from "../days.js";
import { go, link } from "../parts/route.js";
import { Icon, Notice, Row, Screen, html } from "../parts/ui.js";
import { choose, settings } from "../store/settings.js";
import { rejected, unsent } from "../store/queue.js";
import { say, set, state } from "../store/state.js";
import { sync } from "../sync/engine.js";
import { atStake, signOut } from "../sync/session.js";
import { t } from "../words.js";
import { leads, Notices, reportName } from "./today.js";
import { Leftover } from "./queue.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export function Me() {
  const me = state.view.me.me;
  const waiting = unsent(state.ops).length;
  const back = rejected(state.ops).length;
  return html`<${Screen} title=${t("Me")}>
    <${Notices} />
    <section class="who"><span class="who-mark" aria-hidden="true">${state.device?.person?.name?.slice(0, 1) ?? "?"}</span>
      <div><p class="who-name">${state.device?.person?.name ?? t("Not signed in")}</p><p class="muted">${[...new Set((me?.roles ?? []).map((r) => r.name))].join(" · ")}</p></div></section>
    <ul class="rows">
      <${Row} to="queue" icon="cloud-up" title=${t("To be sent")} text=${back ? t("{n} entries were sent back", { n: back }) : ""} end=${waiting + back > 0 && html`<span class="count">${waiting + back}</span>`} />
      ${!leads(me) && html`<${Row} to="logs" icon="notebook" title=${t("Logs")} /><${Row} to="support" icon="lifebuoy" title=${t("Support and leave")} />`}
      ${Object.keys(state.view.conflict).length > 0 && html`<${Row} to="conflicts" icon="git-compare" title=${t("Two versions")} />`}
      <${Row} href="/" icon="device-desktop" title=${t("Web pages")} text=${t("Reports, ledger and everything else; needs a network")} />
    </ul>
    <${Reports} />
    <h2 class="group">${t("Screen")}</h2>
    <div class="card switches">
      <label class="switch"><span>${t("Large type")}</span><input type="checkbox" role="switch" checked=${settings.large} onChange=${(e) => { choose({ large: e.target.checked }); set({}); }} /></label>
      <button type="button" class="switch" lang=${settings.language === "en" ? "zh-Hans" : "en"} onClick=${async () => { choose({ language: settings.language === "en" ? "zh-Hans" : "en" }); await state.speak(); sync({ now: true }); }}><${Icon} name="language" />${settings.language === "en" ? "中文" : "English"}</button>
    </div>
    <h2 class="group">${t("This phone")}</h2>
    <div class="card"><${Kept} /><a class="btn btn-danger btn-wide" href=${link("leave")}><${Icon} name="logout" />${t("Sign out and wipe")}</a></div>
    <footer class="footer"><ul>
      <li>${t("Operated by {name}", { name: meta("dundian-union") || t("not set") })}</li>
      <li>${t("Filing number {number}", { number: meta("dundian-filing") || t("not set") })}</li>
      <li><a href="/help/">${t("Help")}</a></li><li><a href="/feedback/">${t("Complaints and suggestions")}</a></li>
    </ul></footer>
  <//>`;
}

function Reports() {
  const list = Object.values(state.view.report);
  if (!list.length) return null;
  return html`<h2 class="group">${t("Reports")}<span class="count">${list.length}</span></h2><ul class="rows">${list.sort((a, b) => a.due_on.localeCompare(b.due_on)).slice(0, 3).map((r) => html`<${Row} key=${r.id} href=${r.url} title=${reportName(r)} text=${t("due on {day}", { day: words(r.due_on) })} />`)}</ul>`;
}

function Kept() {
  const ask = async () => { const kept = (await navigator.storage?.persist?.()) ?? false; set({ kept }); if (!kept) say(t("The browser does not promise it. Add the app to the home screen, then it will.")); };
  return html`<p class="kept"><${Icon} name="lock" /><span>${t("What is on this phone is encrypted and goes with the sign-in.")}</span></p>
    ${state.kept === false && html`<p class="kept"><${Icon} name="info-circle" /><span>${t("The browser may clear it when the phone is full.")}</span></p><button type="button" class="btn btn-wide" onClick=${ask}>${t("Ask the browser to keep it")}</button>`}`;
}

export function Leave() {
  const [sure, setSure] = useState(false);
  const count = atStake();
  const drafts = Object.keys(state.drafts).length;
  const out = async () => {
    if (count && !sure) return setSure(true);
    await signOut();
    go("");
  };
  return html`<${Screen} title=${t("Sign out and wipe")} back="me">
    ${count > 0 && html`<${Leftover} count=${count} />`}
    <div class="card"><p>${t("Logs, tasks and everything else that belongs to you are removed from this phone. What is on the server stays.")}</p>
      ${drafts > 0 && html`<p>${t("{n} unfinished forms go too.", { n: drafts })}</p>`}
      ${sure && html`<p class="reason" role="alert">${t("Really? {n} entries will be lost.", { n: count })}</p>`}
      <div class="stack">${count > 0 && html`<button type="button" class="btn btn-primary btn-wide" onClick=${() => { sync({ now: true }); go("queue"); }}>${t("Send now")}</button>`}
      <button type="button" class="btn btn-danger btn-wide" onClick=${out}>${sure ? t("Lose them and sign out") : t("Sign out and wipe")}</button>
      <a class="btn btn-wide" href=${link("me")}>${t("Stay")}</a></div></div>
  <//>`;
}

export const Welcome = ({ children }) => html`<${Screen} title=${t("Dundian")}>
  <section class="welcome"><span class="welcome-mark" aria-hidden="true"></span><p class="welcome-words">${t("Logs, concerns and tasks, also where there is no network.")}</p>${children}</section>
<//>`;

export function Outside() {
  if (state.signIn === "revoked") return html`<${Welcome}><${Notice} tone="warning" icon="lock">${t("This phone was signed out from elsewhere, and what was on it has been removed.")}<//><${SignIn} /><//>`;
  if (state.signIn === "other") return html`<${Welcome}><${Notice} tone="warning" icon="lock">${t("This phone still keeps entries of {name}. They have to sign in, or wipe the phone, before somebody else uses it.", { name: state.device.person.name })}<//>
    <${SignIn} /><a class="btn btn-danger btn-wide" href=${link("leave")}>${t("Sign out and wipe")}</a><//>`;
  return html`<${Welcome}>${state.first && html`<${Notice} tone="warning" icon="lock" action=${html`<a class="btn" href="/">${t("Web pages")}</a>`}>${state.first === "password" ? t("Choose your own password on the web page first.") : t("Set up your second factor on the web page first.")}<//>`}${state.refusal && html`<${Notice} tone="warning" icon="lock">${state.refusal}<//>`}<${SignIn} />
    ${!state.online && html`<p class="muted">${t("Signing in needs a network.")}</p>`}<//>`;
}

const SignIn = () => html`<a class="btn btn-primary btn-wide" href="/sign-in/?next=/app/">${t("Sign in")}</a>`;
