// Writing a log, changing one, mending one that was sent back: the same form.

import { today } from "../days.js";
import { newId } from "../ids.js";
import { activities, concernKinds, mySite, phrases, siteName, siteOptions, topics } from "../lists.js";
import { FormScreen, dated, placed, useForm, whole } from "../parts/form.js";
import { Chips, Fold, Icon, Line, Text, html } from "../parts/ui.js";
import { Photos } from "../parts/photos.js";
import { changed, changes } from "../store/merge.js";
import { state, useStore } from "../store/state.js";
import { t } from "../words.js";

const blank = () => ({ on: today(), site: mySite(), activities: [], text: "", people_met: "", figures: {}, tasks: [], evidence: "", concerns: [], photos: [] });
const contents = (log) => ({
  on: log.on, site: log.site, activities: log.activities ?? [], text: log.text ?? "", people_met: log.people_met || "",
  figures: { ...log.figures }, tasks: log.tasks ?? [], evidence: log.evidence ?? "", concerns: log.concerns ?? [], photos: [],
});

export const NewLog = () => html`<${Form} name="log:new" fresh=${blank} />`;

export function ChangeLog({ id }) {
  const log = state.view.log[id];
  return log && html`<${Form} name="log:${id}" fresh=${() => ({ ...contents(log), record: id, before: contents(log) })} />`;
}

export function MendLog({ op }) {
  if (op.kind === "log.change") {
    const log = state.view.log[op.record];
    const wanted = log && changed(log, op.fields.changes);
    return log && html`<${Form} name="mend:${op.id}" fresh=${() => ({ ...contents(wanted), record: op.record, before: contents(log) })} op=${op} />`;
  }
  const attached = state.ops.filter((one) => one.kind === "photo.attach" && one.fields.log === op.record).length;
  return html`<${Form} name="mend:${op.id}" fresh=${() => ({ ...contents(op.fields), record: op.record })} op=${op} attached=${attached} />`;
}

function Form({ name, fresh, op, attached = 0 }) {
  useStore();
  const form = useForm(name, fresh, { op, check, build, next: (draft) => (draft.before ? `logs/${draft.record}` : "") });
  const { draft, change, faults, is } = form;
  const { before } = draft;
  return html`<${FormScreen} form=${form} title=${before ? t("Change the log") : t("Write a log")} back=${op ? "queue" : before ? `logs/${draft.record}` : ""}>
    <div class="where">
      <${Line} ...${is("on", t("Day"))} type="date" max=${today()} />
      ${!before && siteOptions().length > 1
        ? html`<${Line} ...${is("site", t("Site"))} options=${siteOptions()} />`
        : html`<div class="field"><span class="label">${t("Site")}</span><p class="given">${siteName(draft.site) || "—"}</p>${faults?.site && html`<p class="fault">${faults.site}</p>`}</div>`}
    </div>
    <${Chips} ...${is("activities", t("What I did"))} options=${activities()} many />
    <${Text} ...${is("text", t("In a sentence"))} optional phrases=${phrases("log")} />
    ${!before && html`<${Photos} photos=${draft.photos} onChange=${change} most=${3 - attached} />`}
    <${Line} ...${is("people_met", t("People met"))} optional type="number" inputmode="numeric" min="0" />
    <${Figures} draft=${draft} change=${change} faults=${faults} />
    <${Moved} draft=${draft} change=${change} is=${is} />
    ${!before && html`<${Concerns} draft=${draft} change=${change} fault=${is("concerns", t("Concerns raised")).fault} />`}
  <//>`;
}

function Figures({ draft, change, faults }) {
  const list = Object.values(state.view.indicator).sort((a, b) => Number(b.own?.includes(draft.site) ?? 0) - Number(a.own?.includes(draft.site) ?? 0) || (a.place ?? 0) - (b.place ?? 0));
  if (!list.length) return null;
  const put = (id) => (amount) => change((old) => ({ figures: { ...old.figures, [id]: amount } }));
  const filled = list.filter((i) => Number(draft.figures[i.id])).length;
  return html`<${Fold} title=${t("Figures of the day")} count=${filled} open=${list.some((i) => faults?.[`figure:${i.id}`])}>
    <div class="figures">${list.map((i) => html`<${Line} key=${i.id} name="figure:${i.id}" label=${i.measure ? `${i.name}（${i.measure}）` : i.name} type="number" inputmode=${i.decimals ? "decimal" : "numeric"}
      step=${i.decimals ? "any" : "1"} min="0" value=${draft.figures[i.id] ?? ""} onText=${put(i.id)} fault=${faults?.[`figure:${i.id}`]} />`)}</div>
  <//>`;
}

function Moved({ draft, change, is }) {
  const tasks = Object.values(state.view.task).filter((task) => task.site === draft.site && (task.state !== "done" || draft.tasks.includes(task.id)));
  tasks.sort((a, b) => a.due_on.localeCompare(b.due_on));
  const turn = (id, on) => change((old) => ({ tasks: on ? [...old.tasks, id] : old.tasks.filter((one) => one !== id) }));
  return html`<${Fold} title=${t("Tasks moved and evidence")} count=${draft.tasks.length + (draft.evidence ? 1 : 0)}>
    <fieldset><legend class="sr-only">${t("Tasks it moved")}</legend>${tasks.map((task) => html`<label class="tick" key=${task.id}><input type="checkbox" checked=${draft.tasks.includes(task.id)} onChange=${(e) => turn(task.id, e.target.checked)} /><span>${task.name}</span></label>`)}</fieldset>
    <${Line} ...${is("evidence", t("Evidence"))} optional maxlength="200" help=${t("What there is to show for it, and where it is kept.")} />
  <//>`;
}

function Concerns({ draft, change, fault }) {
  const put = (id, fields) => change((old) => ({ concerns: old.concerns.map((one) => (one.id === id ? { ...one, ...fields } : one)) }));
  const more = () => change((old) => ({ concerns: [...old.concerns, { id: newId(), kind: "concern", topic: "", text: "", people: "1", reporter: "", contact: "" }] }));
  const less = (id) => change((old) => ({ concerns: old.concerns.filter((one) => one.id !== id) }));
  return html`<${Fold} title=${t("Concerns raised")} count=${draft.concerns.length} open=${Boolean(fault)}>
    ${draft.concerns.map((one, i) => html`<div class="inset" key=${one.id}>
      <div class="inset-head"><h2>${t("Concern {n}", { n: i + 1 })}</h2><button type="button" class="btn btn-quiet" onClick=${() => less(one.id)}><${Icon} name="trash" />${t("Take this one out")}</button></div>
      <${Line} label=${t("Topic")} options=${[{ value: "", label: t("Choose") }, ...topics().map((o) => ({ value: o.code, label: o.name }))]} value=${one.topic} onText=${(topic) => put(one.id, { topic })} />
      <${Line} label=${t("Kind")} options=${concernKinds().map((o) => ({ value: o.code, label: o.name }))} value=${one.kind} onText=${(kind) => put(one.id, { kind })} />
      <${Text} label=${t("What was said")} rows="2" value=${one.text} onText=${(text) => put(one.id, { text })} />
      <${Line} label=${t("Workers concerned")} type="number" inputmode="numeric" min="1" value=${one.people} onText=${(people) => put(one.id, { people })} />
      <${Line} label=${t("Name")} optional maxlength="40" value=${one.reporter} onText=${(reporter) => put(one.id, { reporter })} />
      <${Line} label=${t("How to reach them")} optional maxlength="60" value=${one.contact} onText=${(contact) => put(one.id, { contact })} />
    </div>`)}
    <button type="button" class="btn btn-wide" disabled=${draft.concerns.length >= 10} onClick=${more}><${Icon} name="plus" />${t("Add a concern")}</button>
  <//>`;
}

const check = (draft) => ({
  site: placed(draft.site),
  on: dated(draft.on) || (draft.on > today() && t("This day has not come yet.")),
  activities: !draft.activities.length && !draft.text.trim() && t("Tick what was done, or say it in a sentence."),
  people_met: draft.people_met !== "" && whole(draft.people_met),
  concerns: draft.concerns.some((one) => !one.text.trim()) && t("Say what the concern is, or take it out."),
});

const fieldsOf = (draft) => ({
  site: draft.site, on: draft.on, activities: draft.activities, text: draft.text.trim(), people_met: Number(draft.people_met) || 0,
  figures: Object.fromEntries(Object.entries(draft.figures).filter(([, n]) => Number(n)).map(([id, n]) => [id, String(n)])),
  tasks: [...draft.tasks].sort(), evidence: draft.evidence.trim(),
});

function build(draft) {
  if (draft.before) {
    const { site, ...now } = fieldsOf(draft);
    const found = changes(fieldsOf(draft.before), now);
    return Object.keys(found).length ? [{ kind: "log.change", record: draft.record, fields: { changes: found } }] : [];
  }
  const concerns = draft.concerns.map((one) => ({ ...one, topic: one.topic || "other", text: one.text.trim(), people: Number(one.people) || 1 }));
  const photos = draft.photos.map(({ sha256, size, id }) => ({ kind: "photo.attach", record: id, fields: { log: draft.record, sha256, size }, also: [draft.record] }));
  return [{ kind: "log.write", record: draft.record, fields: { ...fieldsOf(draft), concerns } }, ...photos];
}
