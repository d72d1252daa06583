// What the screen shows: the last sync with this phone's own operations laid over it. Plain functions, no state.

const round = (n) => String(Math.round(n * 100) / 100);

function moved(tasks, site, indicator, amount) {
  for (const task of Object.values(tasks)) {
    if (task.site !== site || task.indicator !== indicator || !amount) continue;
    const progress = round(Number(task.progress || 0) + amount);
    const reached = task.target && Number(progress) >= Number(task.target);
    tasks[task.id] = { ...task, progress, state: reached ? "done" : task.state === "todo" && Number(progress) ? "doing" : task.state };
  }
}

export function changed(record, changes) {
  const next = { ...record, figures: record.figures && { ...record.figures } };
  for (const [field, { to }] of Object.entries(changes)) {
    if (!field.startsWith("figure:")) next[field] = to;
    else if (Number(to)) next.figures[field.slice(7)] = String(to);
    else delete next.figures[field.slice(7)];
  }
  return next;
}

const LAY = {
  "log.write"(sets, op, me) {
    const { concerns = [], ...fields } = op.fields;
    sets.log[op.record] = { figures: {}, photos: [], tasks: [], may_change: true, author: me, ...fields, id: op.record };
    for (const one of concerns) sets.concern[one.id] = { ...one, site: fields.site, raised_on: fields.on };
    if (op.state === "rejected") return;
    for (const [indicator, amount] of Object.entries(fields.figures ?? {})) moved(sets.task, fields.site, indicator, Number(amount));
  },
  "log.change"(sets, op) {
    const log = sets.log[op.record];
    if (!log) return;
    sets.log[op.record] = changed(log, op.fields.changes);
    for (const [field, { from, to }] of Object.entries(op.fields.changes)) {
      if (field.startsWith("figure:")) moved(sets.task, log.site, field.slice(7), Number(to || 0) - Number(from || 0));
    }
  },
  "photo.attach"(sets, op) {
    const log = sets.log[op.fields.log];
    if (log && !log.photos?.includes(op.fields.sha256)) sets.log[log.id] = { ...log, photos: [...(log.photos ?? []), op.fields.sha256] };
  },
  "task.finish"(sets, op) { put(sets.task, op, { state: "done", by_word: true, result: op.fields.result }); },
  "task.reopen"(sets, op) { put(sets.task, op, { state: "doing", by_word: false, done_on: null }); },
  "task.change"(sets, op) { if (sets.task[op.record]) sets.task[op.record] = changed(sets.task[op.record], op.fields.changes); },
  "concern.raise"(sets, op) { sets.concern[op.record] = { ...op.fields, id: op.record, raised_on: op.day }; },
  "support.ask"(sets, op) { sets.support[op.record] = { ...op.fields, id: op.record }; },
  "support.confirm"(sets, op) { put(sets.support, op, { may_confirm: false, received: true }); },
  "leave.ask"(sets, op) { sets.leave[op.record] = { ...op.fields, id: op.record }; },
  "conflict.resolve"(sets, op) { delete sets.conflict[op.fields.conflict]; },
};
const MAKES = { "log.write": "log", "concern.raise": "concern", "support.ask": "support", "leave.ask": "leave" };
const TOUCHES = { log: "log", task: "task", support: "support" };

function put(set, op, fields) {
  if (set[op.record]) set[op.record] = { ...set[op.record], ...fields };
}

export const TYPES = ["me", "site", "task", "log", "indicator", "concern", "support", "leave", "report", "conflict", "colleague", "todo", "sentence", "phrase"];

// `sets`: {type: {id: record}}; `ops` in order. A rejected change is not shown, a rejected new record is, marked.
export function overlay(base, ops, me) {
  const sets = Object.fromEntries(TYPES.map((type) => [type, { ...base[type] }]));
  for (const op of ops) {
    const made = MAKES[op.kind];
    if (!LAY[op.kind] || (op.state === "rejected" && !made)) continue;
    if (made && op.state === "applied" && base[made]?.[op.record]) continue; // the server's copy is here already
    LAY[op.kind](sets, op, me);
    const set = sets[made ?? TOUCHES[op.kind.split(".")[0]]];
    if (set?.[op.record] && op.state !== "applied") set[op.record] = { ...set[op.record], _pending: op.state, _op: op.id };
  }
  return sets;
}

const same = (a, b) => JSON.stringify(a ?? "") === JSON.stringify(b ?? "");

// Which fields a form changed, as the server wants them: {field: {from, to}}; figures one by one.
export function changes(before, after) {
  const found = {};
  for (const [field, to] of Object.entries(after)) {
    if (field === "figures") continue;
    if (!same(before[field], to)) found[field] = { from: before[field] ?? null, to };
  }
  const [old, young] = [before.figures ?? {}, after.figures ?? before.figures ?? {}];
  for (const id of new Set([...Object.keys(old), ...Object.keys(young)])) {
    const [from, to] = [Number(old[id] || 0), Number(young[id] || 0)];
    if (from !== to) found[`figure:${id}`] = { from: old[id] ?? "0", to: young[id] || "0" };
  }
  return found;
}

// The answer of one `changes` call put into the sets.
export function taken(sets, answer) {
  const next = answer.full ? {} : { ...sets };
  const touched = new Set(answer.full ? TYPES : []);
  const open = (type) => {
    touched.add(type);
    return (next[type] = next[type] === sets[type] ? { ...sets[type] } : next[type] ?? {});
  };
  for (const { type, ...record } of answer.records) open(type)[record.id] = record;
  for (const { type, id } of answer.gone ?? []) delete open(type)[id];
  return { sets: next, touched };
}
