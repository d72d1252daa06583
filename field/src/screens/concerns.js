// 诉求: what is open at the site, and writing one down.

import { words } from "../days.js";
import { concernKinds, mySite, nameOf, phrases, siteName, siteOptions, topics } from "../lists.js";
import { FormScreen, chosen, placed, said, useForm, whole } from "../parts/form.js";
import { link } from "../parts/route.js";
import { Chips, Empty, Fold, Icon, Line, Screen, Status, Text, Tick, Way, html } from "../parts/ui.js";
import { state } from "../store/state.js";
import { t } from "../words.js";

export function Concerns() {
  const list = Object.values(state.view.concern).sort((a, b) => (b.raised_on ?? "").localeCompare(a.raised_on ?? ""));
  return html`<${Screen} title=${t("Concerns")}>
    <a class="btn btn-primary btn-wide" href=${link("concerns/new")}><${Icon} name="message-plus" />${t("Note a concern")}</a>
    ${list.length ? html`<ul class="cards">${list.map((one) => html`<li key=${one.id}><a class="card card-link" href=${link(`concerns/${one.id}`)}>
        <span class="card-top"><b>${nameOf(topics, one.topic)}</b><${Step} concern=${one} /></span>
        <span class="clamp">${one.text}</span>
        <span class="card-foot">${[words(one.raised_on), one.people > 1 && t("{n} workers", { n: one.people }), siteOptions().length > 1 && siteName(one.site)].filter(Boolean).join(" · ")}</span>
      </a></li>`)}</ul>`
      : html`<${Empty} icon="message-circle">${t("No open concern at your site. What a worker tells you can be noted here, also without a network.")}<//>`}
  <//>`;
}

function Step({ concern }) {
  if (concern._pending) return html`<${Way} record=${concern} />`;
  return html`<${Status} tone=${concern.step === "found" ? "todo" : "doing"}>${concern.step_label ?? t("Problem found")}<//>`;
}

export function Concern({ id }) {
  const one = state.view.concern[id];
  if (!one) return html`<${Gone} back="concerns" />`;
  return html`<${Screen} title=${nameOf(topics, one.topic)} back="concerns">
    <section class="card">
      <p class="card-top"><span class="muted">${one.number ?? t("No number yet")}</span><${Step} concern=${one} /></p>
      <p class="said">${one.text}</p>
      <dl class="facts">
        <div><dt>${t("Kind")}</dt><dd>${nameOf(concernKinds, one.kind)}</dd></div>
        <div><dt>${t("Workers concerned")}</dt><dd>${one.people ?? 1}</dd></div>
        <div><dt>${t("Noted on")}</dt><dd>${words(one.raised_on)}</dd></div>
        ${one.handler && html`<div><dt>${t("In the hands of")}</dt><dd>${[one.handler, one.owner].filter(Boolean).join(" · ")}</dd></div>`}
        <div class="wide"><dt>${t("Site")}</dt><dd>${siteName(one.site)}</dd></div>
      </dl>
      <p class="help">${t("Who raised it is kept encrypted on the server and is not on this phone once it is sent.")}</p>
    </section>
    ${one.url && html`<a class="btn btn-wide" href=${one.url}><${Icon} name="external-link" />${t("Handle it on the web page")}</a>`}
  <//>`;
}

export const Gone = ({ back }) => html`<${Screen} title=${t("Not here any more")} back=${back}><${Empty}>${t("This entry is not on the phone any more: it was settled, moved or taken out.")}<//><//>`;

const blank = () => ({ site: mySite(), topic: "", kind: "concern", text: "", people: "1", reporter: "", contact: "", confidential: true });
export function NewConcern({ op }) {
  const form = useForm("concern:new", () => (op ? { ...blank(), ...op.fields, people: String(op.fields.people), record: op.record } : blank()), {
    op,
    check: (draft) => ({ site: placed(draft.site), topic: chosen(draft.topic), text: said(draft.text), people: whole(draft.people, 1) }),
    build: ({ record, ...fields }) => [{ kind: "concern.raise", record, fields: { ...fields, text: fields.text.trim(), people: Number(fields.people) } }],
    next: () => "concerns",
  });
  const { draft, faults, is } = form;
  const { onText: keep } = is("confidential", "");
  return html`<${FormScreen} form=${form} title=${t("Note a concern")} back=${op ? "queue" : ""}>
    <${Chips} ...${is("topic", t("What is it about"))} options=${topics()} columns="3" />
    <${Text} ...${is("text", t("What was said"))} rows="4" phrases=${phrases("concern")} />
    <${Tick} checked=${draft.confidential} onChange=${keep} help=${t("The employer and the host union do not learn who said it.")}>${t("Keep confidential who said it")}<//>
    <${Fold} title=${t("Who said it")} count=${draft.reporter || draft.contact ? 1 : 0}>
      <${Line} ...${is("reporter", t("Name"))} optional maxlength="40" autocomplete="off" />
      <${Line} ...${is("contact", t("How to reach them"))} optional maxlength="60" autocomplete="off" />
    <//>
    <${Fold} title=${t("More")} open=${Boolean(faults?.people || faults?.site || faults?.kind)}>
      <${Chips} ...${is("kind", t("Kind"))} options=${concernKinds()} columns="3" />
      <${Line} ...${is("people", t("Workers concerned"))} type="number" inputmode="numeric" min="1" />
      ${siteOptions().length > 1 && html`<${Line} ...${is("site", t("Site"))} options=${siteOptions()} />`}
    <//>
  <//>`;
}
