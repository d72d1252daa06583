// Which screen stands at which address, and the frame around it.

import { link, useRoute } from "./parts/route.js";
import { Icon, html } from "./parts/ui.js";
import { Conflict, Conflicts } from "./screens/conflicts.js";
import { Concern, Concerns, NewConcern } from "./screens/concerns.js";
import { ChangeLog, NewLog } from "./screens/log.js";
import { Log, Logs } from "./screens/logs.js";
import { Leave, Me, Outside } from "./screens/me.js";
import { Discard, Mend, Queue } from "./screens/queue.js";
import { NewLeave, NewSupport, Support } from "./screens/support.js";
import { ChangeTask, Task, Tasks } from "./screens/tasks.js";
import { leads, Today, Todos } from "./screens/today.js";
import { rejected, unsent } from "./store/queue.js";
import { set, state, useStore } from "./store/state.js";
import { t } from "./words.js";

const SCREENS = [
  ["", Today], ["log", NewLog], ["logs", Logs], ["logs/:id", Log], ["logs/:id/change", ChangeLog],
  ["concerns", Concerns], ["concerns/new", NewConcern], ["concerns/:id", Concern],
  ["tasks", Tasks], ["tasks/:id", Task], ["tasks/:id/change", ChangeTask],
  ["support", Support], ["support/new", NewSupport], ["leave/new", NewLeave],
  ["queue", Queue], ["queue/:id", Mend], ["queue/:id/discard", Discard],
  ["conflicts", Conflicts], ["conflicts/:id", Conflict],
  ["todos", Todos], ["me", Me], ["leave", Leave],
];

function found(here) {
  for (const [pattern, Shown] of SCREENS) {
    const match = here.match(new RegExp(`^${pattern.replace(":id", "([^/]+)")}$`));
    if (match) return [Shown, match[1]];
  }
  return [Today];
}

export function App() {
  useStore();
  const here = useRoute();
  if (!state.ready) return null;
  const inside = state.device && !["revoked", "other"].includes(state.signIn);
  const [Shown, id] = inside || here === "leave" ? found(here) : [Outside];
  return html`
    <a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); document.querySelector("#main h2, #main a, #main button, #main input")?.focus(); }}>${t("Skip to content")}</a>
    <${Update} />
    <${Shown} key=${here} id=${id} />
    ${inside && html`<${Tabs} here=${here} />`}
    <${Toast} />`;
}

function Tabs({ here }) {
  const me = state.view.me.me;
  const stationed = !me || Object.keys(state.view.site).length > 0;
  const open = unsent(state.ops).length + rejected(state.ops).length;
  const tabs = [
    ["", stationed ? t("Today") : t("Overview"), "home", ["", "log"]],
    ...(stationed ? [["tasks", t("Tasks"), "checklist", ["tasks"]], ["concerns", t("Concerns"), "message-circle", ["concerns"]]] : []),
    ...(leads(me) ? [["todos", t("For approval"), "checks", ["todos"]]] : []),
    ["me", t("Me"), "user", ["me", "logs", "queue", "support", "leave", "conflicts"]],
  ];
  const top = here.split("/")[0];
  return html`<nav class="tabs" aria-label=${t("Main navigation")}><ul>${tabs.map(([to, label, icon, under]) => html`<li><a href=${link(to)} aria-current=${here === to ? "page" : under.includes(top) ? "true" : undefined}><${Icon} name=${icon} /><span>${label}</span>${to === "me" && open > 0 && html`<span class="count">${open}<span class="sr-only"> ${t("To be sent")}</span></span>`}</a></li>`)}</ul></nav>`;
}

const Update = () => state.update && html`<div class="update" role="status"><span>${t("There is a new version.")}</span><button type="button" class="btn" onClick=${state.update}>${t("Restart now")}</button></div>`;

function Toast() {
  const { toast } = state;
  return html`<div class="toast" role="status">${toast && html`<p>${toast.text}${toast.action && html`<button type="button" onClick=${() => { toast.action.act(); set({ toast: null }); }}>${toast.action.label}</button>`}</p>`}</div>`;
}
