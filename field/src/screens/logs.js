// Own logs and the team's, by day.

import { useState } from "preact/hooks";
import { full, weekday, words } from "../days.js";
import { activities, nameOf, personName, siteName } from "../lists.js";
import { link } from "../parts/route.js";
import { Empty, Icon, Row, Screen, Way, html } from "../parts/ui.js";
import { Picture } from "../parts/photos.js";
import { me, state } from "../store/state.js";
import { t, tc } from "../words.js";
import { Gone } from "./concerns.js";

const SHOWN = 60;
export const recentLogs = (logs) => Object.values(logs).sort((a, b) => b.on.localeCompare(a.on) || (b.id < a.id ? -1 : 1));
const done = (log) => (log.activities ?? []).map((code) => nameOf(activities, code)).join(t(", "));
const count = (photos) => (Array.isArray(photos) ? photos.length : photos ?? 0);

export const LogRow = ({ log, day = true }) => html`<${Row} to="logs/${log.id}" title=${log.text || done(log)}
  text=${[day && `${words(log.on)} ${weekday(log.on)}`, personName(log.author) || log.author_name, log.text && done(log), count(log.photos) && t("{n} photos", { n: count(log.photos) })].filter(Boolean).join(" · ")} end=${html`<${Way} record=${log} />`} />`;

export function Logs() {
  const [mine, setMine] = useState(false);
  const [most, setMost] = useState(SHOWN);
  const list = recentLogs(state.view.log).filter((log) => !mine || log.author === me());
  const days = [...new Set(list.slice(0, most).map((log) => log.on))];
  return html`<${Screen} title=${t("Logs")} back="me">
    <div class="segments" role="group" aria-label=${t("Whose logs")}>
      <button type="button" aria-pressed=${!mine} onClick=${() => setMine(false)}>${t("The team’s")}</button>
      <button type="button" aria-pressed=${mine} onClick=${() => setMine(true)}>${t("Mine")}</button>
    </div>
    ${!list.length && html`<${Empty} icon="notebook">${t("No log yet. The first takes less than a minute.")}<//>`}
    ${days.map((day) => html`<section key=${day}><h2 class="group">${full(day)}</h2><ul class="rows">${list.slice(0, most).filter((log) => log.on === day).map((log) => html`<${LogRow} key=${log.id} log=${log} day=${false} />`)}</ul></section>`)}
    ${list.length > most && html`<button type="button" class="btn btn-wide" onClick=${() => setMost(most + SHOWN)}>${t("Show more")}</button>`}
  <//>`;
}

export function Log({ id }) {
  const log = state.view.log[id];
  if (!log) return html`<${Gone} back="logs" />`;
  const figures = Object.entries(log.figures ?? {}).filter(([indicator]) => state.view.indicator[indicator]);
  const own = log.may_change ?? log.author === me();
  const kept = Array.isArray(log.photos) ? log.photos : [];
  return html`<${Screen} title=${t("Log")} back="logs">
    <section class="card">
      <p class="card-top"><b>${full(log.on)}</b><${Way} record=${log} /></p>
      <p class="muted">${[personName(log.author) || log.author_name, siteName(log.site)].filter(Boolean).join(" · ")}</p>
      ${log.activities?.length > 0 && html`<p class="tags">${log.activities.map((code) => html`<span class="tag">${nameOf(activities, code)}</span>`)}</p>`}
      ${log.text && html`<p class="said">${log.text}</p>`}
      <dl class="facts">
        ${log.people_met > 0 && html`<div><dt>${t("People met")}</dt><dd>${log.people_met}</dd></div>`}
        ${figures.map(([indicator, amount]) => html`<div><dt>${state.view.indicator[indicator].name}</dt><dd>${amount}${state.view.indicator[indicator].measure}</dd></div>`)}
      </dl>
      ${log.evidence && html`<p class="muted">${t("Evidence")}${tc("punctuation", ": ")}${log.evidence}</p>`}
      ${log.tasks?.length > 0 && html`<h2 class="sub">${t("Tasks it moved")}</h2><ul class="plain">${log.tasks.map((task) => state.view.task[task] && html`<li><a href=${link(`tasks/${task}`)}>${state.view.task[task].name}</a></li>`)}</ul>`}
      ${count(log.photos) > 0 && html`<h2 class="sub">${t("{n} photos", { n: count(log.photos) })}</h2><div class="thumbs">${kept.map((sha) => html`<${Picture} sha=${sha} />`)}</div>`}
    </section>
    ${own && log._pending !== "rejected" && html`<a class="btn btn-wide" href=${link(`logs/${id}/change`)}><${Icon} name="pencil" />${t("Change")}</a>`}
    ${log._pending === "rejected" && html`<a class="btn btn-primary btn-wide" href=${link(`queue/${log._op}`)}>${t("Mend it")}</a>`}
  <//>`;
}
