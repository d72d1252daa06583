// 任务: by due date, done in two taps.

import { useState } from "preact/hooks";
import { between, full, plus, today } from "../days.js";
import { personName, phrases, siteName } from "../lists.js";
import { FormScreen, dated, useForm } from "../parts/form.js";
import { link } from "../parts/route.js";
import { Bar, By, Empty, Icon, Line, Screen, Status, Text, Way, html } from "../parts/ui.js";
import { drop, useDraft } from "../store/drafts.js";
import { changes } from "../store/merge.js";
import { add } from "../store/outbox.js";
import { me, say, state } from "../store/state.js";
import { t } from "../words.js";
import { Gone } from "./concerns.js";

const NEAR = 7;
const short = (task) => task.target && Number(task.progress || 0) < Number(task.target);

export const byDue = (tasks) => tasks.sort((a, b) => a.due_on.localeCompare(b.due_on) || a.name.localeCompare(b.name));

export function Due({ task }) {
  if (task._pending) return html`<${Way} record=${task} />`;
  if (task.state === "done") return html`<${Status} tone="done">${t("Done")}<//>`;
  const days = between(today(), task.due_on);
  if (days === 0) return html`<${Status} tone="due">${t("Due today")}<//>`;
  if (days > 0 && days <= NEAR) return html`<${Status} tone="due">${t("{n} days left", { n: days })}<//>`;
  return html`<${By} day=${task.due_on} tone=${task.state === "doing" ? "doing" : "todo"} />`;
}

export function Tasks() {
  const [mine, setMine] = useState(false);
  const [open, setOpen] = useState(null);
  const all = byDue(Object.values(state.view.task)).filter((task) => !mine || task.owner === me());
  const near = plus(today(), NEAR);
  const groups = [
    [t("Overdue"), all.filter((x) => x.state !== "done" && x.due_on < today())],
    [t("Within 7 days"), all.filter((x) => x.state !== "done" && x.due_on >= today() && x.due_on <= near)],
    [t("Later"), all.filter((x) => x.state !== "done" && x.due_on > near)],
  ].filter(([, list]) => list.length);
  const done = all.filter((x) => x.state === "done").reverse();
  const row = (task) => html`<${TaskRow} key=${task.id} task=${task} open=${open === task.id} onOpen=${(on) => setOpen(on ? task.id : null)} />`;
  return html`<${Screen} title=${t("Tasks")}>
    <div class="segments" role="group" aria-label=${t("Which tasks")}>
      <button type="button" aria-pressed=${!mine} onClick=${() => setMine(false)}>${t("The team’s")}</button>
      <button type="button" aria-pressed=${mine} onClick=${() => setMine(true)}>${t("Mine")}</button>
    </div>
    ${!all.length && html`<${Empty} icon="checklist">${mine ? t("No task names you as its owner.") : t("No task yet. They come with the task set when the team is sent.")}<//>`}
    ${groups.map(([title, list]) => html`<section><h2 class="group">${title}<span class="count">${list.length}</span></h2><ul class="cards">${list.map(row)}</ul></section>`)}
    ${done.length > 0 && html`<details class="fold fold-bare"><summary><span>${t("Done")}</span><span class="count">${done.length}</span><${Icon} name="chevron-down" /></summary><ul class="cards">${done.map(row)}</ul></details>`}
  <//>`;
}

function TaskRow({ task, open, onOpen }) {
  return html`<li class="card">
    <div class="task">
      <a class="task-words" href=${link(`tasks/${task.id}`)}><b>${task.name}</b>
        <span class="task-line"><${Due} task=${task} />${task.target && html`<${Bar} done=${Number(task.progress || 0)} whole=${Number(task.target)} label=${t("Progress")} />`}</span></a>
      ${task.state !== "done" && !open && html`<button type="button" class="btn btn-done" aria-label=${`${t("Finish")} ${task.name}`} onClick=${() => onOpen(true)}>${t("Finish")}</button>`}
    </div>
    ${open && html`<${Finish} task=${task} onClose=${() => onOpen(false)} />`}
  </li>`;
}

// What came of it; needed only where the figures are below the target.
export function Finish({ task, onClose, op }) {
  const name = op ? `mend:${op.id}` : `finish:${task.id}`;
  const [draft, change, close] = useDraft(name, () => ({ result: op?.fields.result ?? "" }));
  const [fault, setFault] = useState(op ? op.errors?.result ?? op.reason : "");
  const finish = async (event) => {
    event.preventDefault();
    if (short(task) && !draft.result.trim()) return setFault(t("The figures are below the target: say in a word why the task counts as done."));
    await close();
    await add([{ kind: "task.finish", record: task.id, fields: { result: draft.result.trim() }, ...(op && { replaces: [op.id] }) }], { draft: name, drop: op ? [op.id] : [] });
    onClose();
    say(t("Finished: {name}", { name: task.name }), { label: t("Undo"), act: () => add([{ kind: "task.reopen", record: task.id, fields: {} }]) });
  };
  const leave = async () => { await close(); await drop(name); onClose(); };
  return html`<form class="finish" novalidate onSubmit=${finish}>
    <${Text} name="result" label=${t("What came of it")} optional=${!short(task)} rows="2" value=${draft.result} onText=${(result) => change({ result })} phrases=${phrases("task")} fault=${fault} />
    <div class="buttons"><button class="btn btn-primary">${t("Yes, finished")}</button><button type="button" class="btn" onClick=${leave}>${t("Cancel")}</button></div>
  </form>`;
}

export function Task({ id }) {
  const task = state.view.task[id];
  const [open, setOpen] = useState(false);
  if (!task) return html`<${Gone} back="tasks" />`;
  return html`<${Screen} title=${t("Task")} back="tasks">
    <section class="card">
      <p class="card-top"><span class="muted">${task.group}</span><${Due} task=${task} /></p>
      <h2>${task.name}</h2>
      ${task.content && html`<p class="said">${task.content}</p>`}
      ${task.target && html`<p><${Bar} done=${Number(task.progress || 0)} whole=${Number(task.target)} label=${t("Progress")} /></p>`}
      <dl class="facts">
        <div><dt>${t("Due on")}</dt><dd>${full(task.due_on)}</dd></div>
        <div><dt>${t("Owner")}</dt><dd>${personName(task.owner) || "—"}</dd></div>
        ${task.indicator && state.view.indicator[task.indicator] && html`<div class="wide"><dt>${t("Counted by")}</dt><dd>${state.view.indicator[task.indicator].name}</dd></div>`}
        <div class="wide"><dt>${t("Site")}</dt><dd>${siteName(task.site)}</dd></div>
        ${task.result && html`<div class="wide"><dt>${t("What came of it")}</dt><dd>${task.result}</dd></div>`}
      </dl>
    </section>
    ${open ? html`<div class="card"><${Finish} task=${task} onClose=${() => setOpen(false)} /></div>`
      : html`<div class="buttons">
        ${task.state === "done"
          ? task.by_word !== false && html`<button type="button" class="btn" onClick=${() => add([{ kind: "task.reopen", record: task.id, fields: {} }])}>${t("Open again")}</button>`
          : html`<button type="button" class="btn btn-primary" onClick=${() => setOpen(true)}>${t("Finish")}</button>`}
        <a class="btn" href=${link(`tasks/${task.id}/change`)}>${t("Change")}</a>
      </div>`}
  <//>`;
}

const edited = (task) => ["name", "due_on", "owner", "target", ...(task.cut?.includes("content") ? [] : ["content"])]; // what came shortened cannot be changed here
const contents = (task) => Object.fromEntries(edited(task).map((field) => [field, task[field] ?? ""]));

export function ChangeTask({ id, op }) {
  const task = state.view.task[id];
  if (!task) return html`<${Gone} back="tasks" />`;
  const wanted = op ? Object.fromEntries(Object.entries(op.fields.changes).map(([field, { to }]) => [field, to ?? ""])) : {};
  return html`<${TaskForm} task=${task} op=${op} wanted=${wanted} />`;
}

function TaskForm({ task, op, wanted }) {
  const form = useForm(`task:${task.id}`, () => ({ ...contents(task), ...wanted, before: contents(task) }), {
    op,
    check: (draft) => ({ name: !draft.name.trim() && t("Name the task."), due_on: dated(draft.due_on) }),
    build(draft) {
      const found = changes(draft.before, Object.fromEntries(edited(task).map((field) => [field, draft[field]])));
      return Object.keys(found).length ? [{ kind: "task.change", record: task.id, fields: { changes: found } }] : [];
    },
    next: () => `tasks/${task.id}`,
  });
  const { is } = form;
  const people = [{ value: "", label: t("Nobody yet") }, { value: me(), label: t("Me") }, ...Object.values(state.view.colleague).filter((c) => c.id !== me()).map((c) => ({ value: c.id, label: c.name }))];
  return html`<${FormScreen} form=${form} title=${t("Change the task")} back=${op ? "queue" : `tasks/${task.id}`}>
    <${Line} ...${is("name", t("Task"))} maxlength="100" />
    <${Line} ...${is("due_on", t("Due on"))} type="date" />
    <${Line} ...${is("owner", t("Owner"))} options=${people} />
    ${task.indicator && html`<${Line} ...${is("target", t("Target"))} type="number" inputmode="decimal" min="0" step="any" />`}
    ${!task.cut?.includes("content") && html`<${Text} ...${is("content", t("What is asked"))} optional rows="4" />`}
  <//>`;
}
