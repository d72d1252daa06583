// 待上传: what is still on this phone only, why something was sent back, and what to do about it.

import { useState } from "preact/hooks";
import { moment } from "../days.js";
import { go, link } from "../parts/route.js";
import { Empty, Icon, Notice, Screen, Status, Text, html } from "../parts/ui.js";
import { Picture } from "../parts/photos.js";
import { discard } from "../store/outbox.js";
import { rejected, unsent } from "../store/queue.js";
import { say, state } from "../store/state.js";
import { t } from "../words.js";
import { Gone, NewConcern } from "./concerns.js";
import { MendLog } from "./log.js";
import { NewLeave, NewSupport } from "./support.js";
import { ChangeTask, Finish } from "./tasks.js";
import { SyncBar } from "./today.js";

const KINDS = () => ({
  "log.write": t("Log"), "log.change": t("Change of a log"), "task.finish": t("Task finished"), "task.reopen": t("Task opened again"), "task.change": t("Change of a task"),
  "concern.raise": t("Concern"), "support.ask": t("Support request"), "support.confirm": t("Support received"), "leave.ask": t("Leave"), "photo.attach": t("Photo"),
  "conflict.resolve": t("Choice between two versions"), "operation.discard": t("Entry given up"),
});
const MENDED = { "log.write": MendLog, "log.change": MendLog, "concern.raise": NewConcern, "support.ask": NewSupport, "leave.ask": NewLeave };

const subject = (op) => op.fields.text || op.fields.reason || op.fields.result || state.view.task[op.record]?.name || state.view.log[op.record]?.text || state.view.log[op.fields.log]?.text || "";

export function Queue() {
  const back = rejected(state.ops);
  const open = unsent(state.ops);
  return html`<${Screen} title=${t("To be sent")} back="me">
    <${SyncBar} />
    ${!back.length && !open.length && html`<${Empty} icon="cloud-check">${t("Everything you wrote is on the server.")}<//>`}
    ${back.length > 0 && html`<section><h2 class="group">${t("Sent back")}<span class="count">${back.length}</span></h2><ul class="cards">${back.map((op) => html`<${Item} key=${op.id} op=${op} />`)}</ul></section>`}
    ${open.length > 0 && html`<section><h2 class="group">${t("Waiting")}<span class="count">${open.length}</span></h2><ul class="cards">${open.map((op) => html`<${Item} key=${op.id} op=${op} />`)}</ul></section>`}
  <//>`;
}

const told = (op) => Object.values(op.errors ?? {}).join(" ") || op.reason || t("The server did not take it.");

function Where({ op }) {
  if (op.state === "rejected") return html`<${Status} tone="returned">${t("Sent back")}<//>`;
  const received = state.progress[op.fields.sha256];
  if (op.kind === "photo.attach" && received) return html`<span class="bar"><progress max=${op.fields.size} value=${received} aria-label=${t("Photo sent")}></progress></span>`;
  if (op.kind === "photo.attach") return html`<${Status} tone="todo">${t("after the text")}<//>`;
  if (op.state === "waiting") return html`<${Status} tone="doing">${t("on the server, waiting for an earlier entry")}<//>`;
  return html`<${Status} tone="todo">${t("on this phone")}<//>`;
}

function Item({ op }) {
  const mends = MENDED[op.kind] || op.kind.startsWith("task.f") || op.kind === "task.change";
  return html`<li class="card">
    <p class="card-top"><b>${KINDS()[op.kind]}</b><${Where} op=${op} /></p>
    ${op.kind === "photo.attach" ? html`<${Picture} sha=${op.fields.sha256} />` : html`<p class="clamp">${subject(op)}</p>`}
    <p class="card-foot">${moment(op.at)}</p>
    ${op.state === "rejected" && html`<p class="reason">${told(op)}</p>
      <div class="buttons">${mends && html`<a class="btn btn-primary" href=${link(`queue/${op.id}`)}>${t("Mend it")}</a>`}<a class="btn" href=${link(`queue/${op.id}/discard`)}>${t("Give up")}</a></div>`}
  </li>`;
}

export function Mend({ id }) {
  const op = state.ops.find((one) => one.id === id);
  if (!op) return html`<${Gone} back="queue" />`;
  const Form = MENDED[op.kind];
  if (Form) return html`<${Form} op=${op} />`;
  if (op.kind === "task.change") return html`<${ChangeTask} id=${op.record} op=${op} />`;
  const task = state.view.task[op.record];
  return task ? html`<${Screen} title=${task.name} back="queue"><div class="card"><${Finish} task=${task} op=${op} onClose=${() => go("queue")} /></div><//>` : html`<${Gone} back="queue" />`;
}

export function Discard({ id }) {
  const op = state.ops.find((one) => one.id === id);
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState("");
  if (!op) return html`<${Gone} back="queue" />`;
  const give = async (event) => {
    event.preventDefault();
    if (!reason.trim()) return setFault(t("Say why in a few words."));
    await discard(op, reason.trim());
    say(t("Given up."));
    go("queue");
  };
  return html`<${Screen} title=${t("Give this entry up?")} back="queue" bar=${html`<button class="btn btn-danger btn-wide" form="form">${t("Give up")}</button>`}>
    <ul class="cards"><li class="card"><p><b>${KINDS()[op.kind]}</b></p><p class="clamp">${subject(op)}</p><p class="reason">${told(op)}</p></li></ul>
    <form id="form" novalidate onSubmit=${give}><${Text} name="reason" label=${t("Reason")} rows="2" max="200" value=${reason} onText=${setReason} fault=${fault} help=${t("That it was given up, and why, is kept on the server.")} /></form>
  <//>`;
}

export const Leftover = ({ count }) => html`<${Notice} tone="warning" icon="alert-triangle">${t("{n} entries are on this phone only. Signing out removes them for good.", { n: count })}<//>`;
