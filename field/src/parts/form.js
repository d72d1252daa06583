// What all forms share: a draft that is kept while it is typed, a check, and operations into the outbox on saving.

import { useRef, useState } from "preact/hooks";
import { drop, useDraft } from "../store/drafts.js";
import { add } from "../store/outbox.js";
import { say } from "../store/state.js";
import { t } from "../words.js";
import { go } from "./route.js";
import { Faults, Screen, html } from "./ui.js";

// `check(draft)` → {field: message or falsy}; `build(draft)` → operations, the first of which replaces `op`, the one being mended.
export function useForm(name, fresh, { op, check, build, next }) {
  const own = op ? `mend:${op.id}` : name;
  const [draft, change, close] = useDraft(own, fresh);
  const [faults, setFaults] = useState(op?.errors ?? null);
  const saving = useRef(false);
  const names = {};
  const save = async (event) => {
    event.preventDefault();
    const wrong = Object.entries(check(draft)).filter(([, message]) => message);
    setFaults(wrong.length ? Object.fromEntries(wrong) : null);
    if (wrong.length || saving.current) return;
    saving.current = true;
    await close();
    const made = build(draft);
    if (op && made.length) made[0].replaces = [op.id];
    if (made.length) await add(made, { draft: own, drop: op ? [op.id] : [] });
    else await drop(own);
    say(made.length ? t("Kept on this phone; it is sent when there is a network.") : t("Nothing was changed."));
    go(op ? "queue" : next(draft));
  };
  const put = (field) => (value) => change({ [field]: value });
  // The properties that every field has.
  const is = (field, label) => {
    names[field] = label;
    return { name: field, label, value: draft[field], onText: put(field), fault: faults?.[field] };
  };
  return { draft, change, faults, names, save, is };
}

export const FormScreen = ({ form, title, back, submit = t("Save"), children }) => html`<${Screen} title=${title} back=${back} bar=${html`<button class="btn btn-primary btn-wide" form="form">${submit}</button>`}>
  <form id="form" novalidate onSubmit=${form.save}><${Faults} faults=${form.faults} names=${form.names} />${children}</form>
<//>`;

export const whole = (value, least = 0) => (/^\d{1,6}$/.test(value) && Number(value) >= least ? "" : t("A whole number, please."));
export const said = (value) => (value.trim() ? "" : t("Say it in a sentence."));
export const placed = (site) => (site ? "" : t("The phone does not know your site yet. It needs a network once; what you wrote stays here."));
export const chosen = (value) => (value ? "" : t("Choose one."));
export const dated = (value) => (value ? "" : t("Choose the day."));
