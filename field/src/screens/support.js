// 支持与请假: asking, following, confirming that it came.

import { today, words } from "../days.js";
import { leaveKinds, mySite, nameOf, phrases, siteOptions, supportKinds } from "../lists.js";
import { FormScreen, chosen, dated, placed, said, useForm } from "../parts/form.js";
import { link } from "../parts/route.js";
import { Chips, Empty, Icon, Line, Screen, Status, Text, Way, html } from "../parts/ui.js";
import { add } from "../store/outbox.js";
import { say, state } from "../store/state.js";
import { t } from "../words.js";

const tone = { asked: "todo", returned: "returned", refused: "returned", granted: "doing", approved: "doing", received: "done", closed: "done" };
const State = ({ record }) => (record._pending ? html`<${Way} record=${record} />` : html`<${Status} tone=${record.received ? "done" : tone[record.state] ?? "doing"}>${record.received ? t("Received") : record.state_label ?? t("Asked for")}<//>`);

export function Support() {
  const asked = Object.values(state.view.support).sort((a, b) => (b.id < a.id ? -1 : 1));
  const leaves = Object.values(state.view.leave).sort((a, b) => b.starts_on.localeCompare(a.starts_on));
  const confirm = async (record) => { await add([{ kind: "support.confirm", record: record.id, fields: {} }]); say(t("Kept on this phone; it is sent when there is a network.")); };
  return html`<${Screen} title=${t("Support and leave")} back="me">
    <div class="pair"><a class="btn btn-primary" href=${link("support/new")}>${t("Ask for support")}</a><a class="btn" href=${link("leave/new")}>${t("Ask for leave")}</a></div>
    <section><h2 class="group">${t("Support")}</h2>
      ${asked.length ? html`<ul class="cards">${asked.map((one) => html`<li class="card" key=${one.id}>
          <p class="card-top"><b>${one.kind_label ?? nameOf(supportKinds, one.kind)}</b><${State} record=${one} /></p>
          <p class="said">${one.text}</p>
          ${one.answer && html`<p class="answer">${one.answer}</p>`}
          <p class="card-foot">${[Number(one.amount) > 0 && t("{n} yuan", { n: one.amount }), one.wanted_on && t("wanted by {day}", { day: words(one.wanted_on) }), one.holder && t("with {name}", { name: one.holder })].filter(Boolean).join(" · ")}</p>
          ${one.may_confirm && html`<button type="button" class="btn" onClick=${() => confirm(one)}><${Icon} name="check" />${t("Confirm that it came")}</button>`}
        </li>`)}</ul>` : html`<${Empty} icon="lifebuoy">${t("Nothing asked for yet.")}<//>`}
    </section>
    <section><h2 class="group">${t("Leave")}</h2>
      ${leaves.length ? html`<ul class="cards">${leaves.map((one) => html`<li class="card" key=${one.id}>
          <p class="card-top"><b>${one.kind_label ?? nameOf(leaveKinds, one.kind)} ${words(one.starts_on)}${one.ends_on !== one.starts_on && ` – ${words(one.ends_on)}`}</b><${State} record=${one} /></p>
          <p class="said">${one.reason}</p>${one.answer && html`<p class="answer">${one.answer}</p>`}
        </li>`)}</ul>` : html`<${Empty} icon="calendar-event">${t("No leave asked for.")}<//>`}
    </section>
  <//>`;
}

export function NewSupport({ op }) {
  const fresh = () => ({ site: mySite(), kind: "", text: "", amount: "", wanted_on: "" });
  const form = useForm("support:new", () => (op ? { ...fresh(), ...op.fields, record: op.record } : fresh()), {
    op,
    check: (draft) => ({ site: placed(draft.site), kind: chosen(draft.kind), text: said(draft.text), amount: draft.amount && !/^\d{1,9}(\.\d{1,2})?$/.test(draft.amount) && t("A sum in yuan, please.") }),
    build: ({ record, ...fields }) => [{ kind: "support.ask", record, fields: { ...fields, text: fields.text.trim() } }],
    next: () => "support",
  });
  const { is } = form;
  return html`<${FormScreen} form=${form} title=${t("Ask for support")} back=${op ? "queue" : "support"} submit=${t("Send")}>
    <${Chips} ...${is("kind", t("What do you need"))} options=${supportKinds()} />
    <${Text} ...${is("text", t("In a sentence"))} phrases=${phrases("support")} />
    <${Line} ...${is("amount", t("Sum in yuan"))} optional inputmode="decimal" />
    <${Line} ...${is("wanted_on", t("Wanted by"))} optional type="date" min=${today()} />
    ${siteOptions().length > 1 && html`<${Line} ...${is("site", t("Site"))} options=${siteOptions()} />`}
  <//>`;
}

export function NewLeave({ op }) {
  const fresh = () => ({ site: mySite(), kind: leaveKinds()[0]?.code ?? "", starts_on: today(), ends_on: today(), reason: "" });
  const form = useForm("leave:new", () => (op ? { ...op.fields, record: op.record } : fresh()), {
    op,
    check: (draft) => ({ site: placed(draft.site), starts_on: dated(draft.starts_on), ends_on: dated(draft.ends_on) || (draft.ends_on < draft.starts_on && t("The last day comes before the first.")), reason: !draft.reason.trim() && t("Say why in a few words.") }),
    build: ({ record, ...fields }) => [{ kind: "leave.ask", record, fields: { ...fields, reason: fields.reason.trim() } }],
    next: () => "support",
  });
  const { draft, change, is } = form;
  const start = (value) => change((old) => ({ starts_on: value, ends_on: old.ends_on < value ? value : old.ends_on }));
  return html`<${FormScreen} form=${form} title=${t("Ask for leave")} back=${op ? "queue" : "support"} submit=${t("Send")}>
    <${Chips} ...${is("kind", t("Kind"))} options=${leaveKinds()} columns="3" />
    <div class="pair"><${Line} ...${is("starts_on", t("First day"))} onText=${start} type="date" /><${Line} ...${is("ends_on", t("Last day"))} type="date" min=${draft.starts_on} /></div>
    <${Text} ...${is("reason", t("Reason"))} max="300" phrases=${phrases("leave")} help=${t("Read only by those who answer.")} />
  <//>`;
}
