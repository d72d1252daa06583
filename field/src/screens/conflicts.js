// Two versions of one field: both are shown, a person chooses, the choice is an operation like any other.

import { useState } from "preact/hooks";
import { moment, words } from "../days.js";
import { activities, nameOf, personName } from "../lists.js";
import { go } from "../parts/route.js";
import { Empty, Faults, Icon, Row, Screen, html } from "../parts/ui.js";
import { add } from "../store/outbox.js";
import { say, state } from "../store/state.js";
import { t } from "../words.js";
import { Gone } from "./concerns.js";

export function Conflicts() {
  const list = Object.values(state.view.conflict);
  return html`<${Screen} title=${t("Two versions")} back="">
    <p class="muted">${t("You and somebody else changed the same thing without knowing of each other. Nothing is lost: choose what shall hold.")}</p>
    ${list.length ? html`<ul class="rows">${list.map((one) => html`<${Row} key=${one.id} to="conflicts/${one.id}" icon="git-compare" title=${one.title ?? t("An entry")} text=${(one.fields ?? []).map(label).join(t(", "))} />`)}</ul>` : html`<${Empty} icon="checks">${t("Nothing to choose.")}<//>`}
  <//>`;
}

const LABELS = () => ({ on: t("Day"), activities: t("What I did"), text: t("In a sentence"), people_met: t("People met"), evidence: t("Evidence"), tasks: t("Tasks it moved"), name: t("Task"), content: t("What is asked"), due_on: t("Due on"), owner: t("Owner"), target: t("Target"), result: t("What came of it") });
const label = ({ field, label: own }) => own ?? LABELS()[field] ?? state.view.indicator[field.replace("figure:", "")]?.name ?? field;

function shown(field, value) {
  if (value === 0) return "0";
  if (value === null || value === undefined || value === "" || value?.length === 0) return t("(nothing)");
  if (field === "activities") return value.map((code) => nameOf(activities, code)).join(t(", "));
  if (field === "tasks") return value.map((id) => state.view.task[id]?.name ?? "?").join(t(", "));
  if (field === "on" || field === "due_on") return words(value);
  if (field === "owner") return personName(value) || "—";
  return String(value);
}

export function Conflict({ id }) {
  const one = state.view.conflict[id];
  const [choices, choose] = useState({});
  const [faults, setFaults] = useState(null);
  if (!one) return html`<${Gone} back="conflicts" />`;
  const fields = one.fields ?? [];
  const save = async (event) => {
    event.preventDefault();
    const open = fields.filter(({ field }) => !choices[field]);
    setFaults(open.length ? Object.fromEntries(open.map(({ field }) => [field, t("Choose one.")])) : null);
    if (open.length) return;
    await add([{ kind: "conflict.resolve", record: one.record, fields: { conflict: id, choices } }]);
    say(t("Chosen."));
    go(Object.keys(state.view.conflict).length ? "conflicts" : "");
  };
  const Version = ({ field, side, whose, value }) => html`<label class=${choices[field] === side ? "version on" : "version"}><input type="radio" name=${field} checked=${choices[field] === side} onChange=${() => choose({ ...choices, [field]: side })} /><span><small>${whose}</small><span class="said">${shown(field, value)}</span></span></label>`;
  return html`<${Screen} title=${t("Which shall hold?")} back="conflicts" bar=${html`<button class="btn btn-primary btn-wide" form="form">${t("Save the choice")}</button>`}>
    <p class="muted"><${Icon} name="git-compare" /> ${one.title}</p>
    <form id="form" novalidate onSubmit=${save}>
      <${Faults} faults=${faults} names=${Object.fromEntries(fields.map((f) => [f.field, label(f)]))} />
      ${fields.map((f) => html`<fieldset class="card" data-field=${f.field} key=${f.field}><legend>${label(f)}</legend>
        <${Version} field=${f.field} side="mine" whose=${[t("Mine"), moment(one.mine_at)].filter(Boolean).join(" · ")} value=${f.mine} />
        <${Version} field=${f.field} side="theirs" whose=${[one.by || t("The other"), moment(one.at)].filter(Boolean).join(" · ")} value=${f.theirs} />
        <p class="help">${t("Before: {text}", { text: shown(f.field, f.base) })}</p>
      </fieldset>`)}
    </form>
  <//>`;
}

