// 今天: where I am, the three things I do, what is due. For a leader: the five sentences and what waits for a word.

import { ago, between, full, today, words } from "../days.js";
import { mySite, mySites } from "../lists.js";
import { link } from "../parts/route.js";
import { By, Empty, Icon, Notice, Row, Screen, html } from "../parts/ui.js";
import { rejected, unsent } from "../store/queue.js";
import { state } from "../store/state.js";
import { sync } from "../sync/engine.js";
import { t } from "../words.js";
import { LogRow, recentLogs } from "./logs.js";
import { byDue, Due } from "./tasks.js";

export function Today() {
  const me = state.view.me.me;
  return html`<${Screen} title=${leads(me) ? t("Overview") : t("Today")} beside=${html`<time datetime=${today()}>${full(today())}</time>`}>
    <${SyncBar} />
    <${Notices} />
    ${!me && html`<${Empty} icon="refresh">${state.online ? t("Fetching what belongs to you…") : t("The first time, the phone needs a network once. What you write is kept meanwhile.")}<//>`}
    ${leads(me) && html`<${Leader} />`}
    <${Place} me=${me} />
    ${(!me || mySites().length > 0 || state.drafts["log:new"]) && html`<${Buttons} />`}
    ${me && !leads(me) && !mySites().length && html`<${Empty} icon="map-pin">${t("You are not stationed at a site at present.")}<//>`}
    <${DueSoon} />
    <${Latest} />
  <//>`;
}

export function SyncBar() {
  const waiting = unsent(state.ops).length;
  const busy = ["push", "pull", "photos"].includes(state.phase);
  const off = Math.round(Math.abs(state.offset) / 60_000);
  const away = !state.online || state.phase === "unreachable";
  const words = away ? (state.online ? t("Cannot reach the server") : t("Offline"))
    : busy ? (state.phase === "photos" ? t("Sending photos…") : t("Sending and fetching…"))
      : waiting ? t("To be sent") : !state.last ? t("Not synced yet") : rejected(state.ops).length ? t("Sent, but for what came back") : t("All sent");
  return html`<div class="sync" data-phase=${state.phase}>
    <${Icon} name=${away ? "cloud-off" : busy ? "refresh" : waiting ? "cloud-up" : "cloud-check"} />
    <p role="status"><b>${words}</b>${waiting ? html` <a href=${link("queue")}>${t("{n} waiting", { n: waiting })}</a>` : ""}<span class="sync-last">${t("Last sync: {when}", { when: ago(state.last) })}</span>
      ${off > 2 && state.last > 0 && html`<span class="sync-last">${off < 180 ? t("The phone’s clock is {n} min off; times are put right.", { n: off }) : t("The phone’s clock is wrong; times are put right.")}</span>`}</p>
    ${state.signIn === "in" && html`<button type="button" class="btn btn-sync" disabled=${busy} onClick=${() => sync({ now: true })}>${waiting ? t("Send now") : t("Sync")}</button>`}
  </div>`;
}

export function Notices() {
  const back = rejected(state.ops).length;
  const conflicts = Object.keys(state.view.conflict).length;
  return html`
    ${state.signIn === "expired" && html`<${Notice} tone="warning" icon="lock" action=${html`<a class="btn" href="/sign-in/?next=/app/">${t("Sign in")}</a>`}>${t("Your sign-in has ended. Everything is still on this phone; sign in again to send it.")}<//>`}
    ${state.signIn === "out" && html`<${Notice} tone="warning" icon="lock" action=${html`<a class="btn" href="/sign-in/?next=/app/">${t("Sign in")}</a>`}>${t("You are not signed in.")}<//>`}
    ${conflicts > 0 && html`<${Notice} tone="warning" icon="git-compare" action=${html`<a class="btn" href=${link("conflicts")}>${t("Choose")}</a>`}>${t("{n} entries were changed by somebody else too", { n: conflicts })}<//>`}
    ${back > 0 && html`<${Notice} tone="warning" icon="corner-up-left" action=${html`<a class="btn" href=${link("queue")}>${t("Look")}</a>`}>${t("{n} entries were sent back", { n: back })}<//>`}`;
}

export const leads = (me) => me?.face === "leader";

function Place({ me }) {
  const site = state.view.site[mySite()];
  const ended = me?.ended?.[0];
  if (!site) return ended ? html`<${Notice} icon="map-pin">${t("Your time at {name} ended on {day}. Entries not sent yet are taken until {last}.", { name: ended.unit, day: words(ended.ended_on), last: words(ended.deliver_until) })}<//>` : null;
  const left = between(today(), site.ends_on);
  return html`<section class="place">
    <p class="place-name"><${Icon} name="map-pin" /><span>${site.name}</span></p>
    <p class="muted">${[site.team, site.campaign].filter(Boolean).join(" · ")}</p>
    ${site.starts_on && html`<p class="muted">${words(site.starts_on)} – ${words(site.ends_on)}${left >= 0 && ` · ${t("{n} days left", { n: left })}`}</p>`}
    ${mySites().length > 1 && html`<p class="muted">${t("{n} sites in all", { n: mySites().length })}</p>`}
  </section>`;
}

const begun = (name) => state.drafts[name] && html`<span class="begun">${t("unfinished")}</span>`;

function Buttons() {
  return html`<nav class="doings" aria-label=${t("Write down")}>
    <a class="doing doing-first" href=${link("log")}><${Icon} name="pencil" /><span>${t("Write a log")}</span>${begun("log:new")}</a>
    <a class="doing" href=${link("concerns/new")}><${Icon} name="message-plus" /><span>${t("Note a concern")}</span>${begun("concern:new")}</a>
    <a class="doing" href=${link("support/new")}><${Icon} name="lifebuoy" /><span>${t("Ask for support")}</span>${begun("support:new")}</a>
  </nav>`;
}

export const reportName = (r) => `${r.kind_label} ${words(r.starts_on)} – ${words(r.ends_on)}`;

function DueSoon() {
  const tasks = byDue(Object.values(state.view.task).filter((task) => task.state !== "done")).slice(0, 3);
  const reports = Object.values(state.view.report).sort((a, b) => a.due_on.localeCompare(b.due_on)).slice(0, 2);
  if (!tasks.length && !reports.length) return null;
  return html`<section><h2 class="group">${t("Due next")}<a href=${link("tasks")}>${t("All tasks")}</a></h2><ul class="rows">
    ${tasks.map((task) => html`<${Row} key=${task.id} to="tasks/${task.id}" title=${task.name} end=${html`<${Due} task=${task} />`} />`)}
    ${reports.map((r) => html`<${Row} key=${r.id} href=${r.url} title=${reportName(r)} end=${html`<${By} day=${r.due_on} tone="due" />`} />`)}
  </ul></section>`;
}

function Latest() {
  const logs = recentLogs(state.view.log).slice(0, 3);
  if (!logs.length) return null;
  return html`<section><h2 class="group">${t("Latest logs")}<a href=${link("logs")}>${t("All logs")}</a></h2><ul class="rows">${logs.map((log) => html`<${LogRow} key=${log.id} log=${log} />`)}</ul></section>`;
}

function Leader() {
  const sentences = Object.values(state.view.sentence).sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  return html`
    <section><h2 class="group">${t("In five sentences")}<small>${t("as of {when}", { when: ago(state.last) })}</small></h2>
      ${sentences.length ? html`<ol class="rows">${sentences.map((one) => html`<${Row} key=${one.id} href=${one.links?.[0]?.url ?? "/"} title=${one.text} />`)}</ol>` : html`<${Empty}>${t("Nothing to tell yet.")}<//>`}
    </section>
    <${Waiting} most="5" />`;
}

export function Waiting({ most = 200 }) {
  const todos = Object.values(state.view.todo).sort((a, b) => (a.due_on ?? "9").localeCompare(b.due_on ?? "9"));
  return html`<section><h2 class="group">${t("Waiting for you")}${todos.length > most ? html`<a href=${link("todos")}>${t("All {n}", { n: todos.length })}</a>` : html`<span class="count">${todos.length}</span>`}</h2>
    ${todos.length ? html`<ul class="rows">${todos.slice(0, most).map((one) => html`<${Row} key=${one.id} href=${one.url} title=${one.title} text=${[one.detail, one.place].filter(Boolean).join(" · ")} end=${one.due_on && html`<${By} day=${one.due_on} />`} />`)}</ul>` : html`<${Empty} icon="checks">${t("Nothing waits for you.")}<//>`}
  </section>`;
}

export const Todos = () => html`<${Screen} title=${t("Waiting for you")}><p class="muted">${t("Read from the last sync ({when}). Answers are given on the web page.", { when: ago(state.last) })}</p><${Waiting} /><//>`;
