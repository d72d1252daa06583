// Brings the outbox to the server and the server's news here. One run at a time over all tabs (a lock), text before photos,
// again after a growing pause when there is no way through.

import { setOffset } from "../days.js";
import { answered, order, pause, portions, unsent, wire } from "../store/queue.js";
import { taken } from "../store/merge.js";
import { load, locked, set, state, tell } from "../store/state.js";
import * as vault from "../store/vault.js";
import { call, Ended, Refused, Unreachable, useDevice } from "./api.js";
import { upload } from "./photos.js";

const IDLE = 5 * 60_000;
let running = null;
let again = false;
let failures = 0;
let timer;

// Ask for a run; several asks during one run make one more.
export function sync({ now = false } = {}) {
  if (now) failures = 0;
  clearTimeout(timer);
  if (!state.device || state.signIn !== "in") return Promise.resolve();
  if (running) { again = true; return running; }
  running = locked("dundian-sync", run).catch(failed).finally(() => {
    running = null;
    set({ online: navigator.onLine });
    if (again) { again = false; sync(); return; }
    if (state.signIn === "in") timer = setTimeout(sync, failures ? pause(failures) : IDLE);
  });
  return running;
}


async function run() {
  await load(); // another tab may have sent some of it meanwhile
  await push();
  await pull();
  await photos();
  failures = 0;
  set({ phase: "idle" });
}

async function failed(fault) {
  if (fault instanceof vault.Wiped) return set({ phase: "idle" });
  if (fault instanceof Ended) return ended(fault.wipe);
  if (!(fault instanceof Unreachable)) console.error(fault);
  failures += 1;
  set({ phase: "unreachable" });
}

async function ended(wipe) {
  if (wipe) {
    await vault.wipe();
    useDevice(null);
    tell("wiped");
    set({ signIn: "revoked", device: null, sets: {}, ops: [], drafts: {}, phase: "idle" });
    return;
  }
  await vault.write([["meta", "ended", "expired"]], true);
  set({ signIn: "expired", phase: "idle" });
}

// The phone's clock against the server's, halfway between question and answer.
async function timed(path, options) {
  const asked = Date.now();
  const answer = await call(path, options);
  const offset = Date.parse(answer.now) - (asked + Date.now()) / 2;
  if (Number.isFinite(offset)) { setOffset(offset); state.offset = offset; }
  return answer;
}

async function keep(ops) {
  await vault.write(ops.map((op) => ["ops", op.id, op]), true);
  const changed = new Map(ops.map((op) => [op.id, op]));
  set({ ops: state.ops.map((op) => changed.get(op.id) ?? op) });
  tell("ops");
}

async function push() {
  const open = order(unsent(state.ops));
  if (!open.length) return;
  set({ phase: "push" });
  const sent = new Set();
  for (const portion of portions(open)) await send(portion, sent);
  if (unsent(state.ops).some((op) => op.state === "queued" && !sent.has(op.id))) await push(); // written meanwhile
}

async function send(portion, sent) {
  for (const op of portion) sent.add(op.id);
  let answer;
  try {
    answer = await timed("sync/operations/", { method: "POST", json: { now: new Date().toISOString(), operations: portion.map(wire) } });
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    if (portion.length === 1) return keep([{ ...portion[0], state: "rejected", reason: fault.message, errors: fault.body.fields ?? null }]);
    for (const op of portion) await send([op], sent); // one of them spoils the call: find it
    return;
  }
  const results = new Map((answer.results ?? []).map((result, i) => [result.id ?? portion[i]?.id, result]));
  const moved = portion.map((op) => answered(op, results.get(op.id))).filter((op, i) => op !== portion[i]);
  await keep(moved);
  const conflicts = [...results.values()].filter((result) => result.state === "conflict" && result.conflict?.id);
  if (conflicts.length) {
    const conflict = { ...state.sets.conflict, ...Object.fromEntries(conflicts.map((r) => [r.conflict.id, r.conflict])) };
    await vault.write([["sets", "conflict", conflict]], true);
    set({ sets: { ...state.sets, conflict } });
  }
}

async function pull() {
  set({ phase: "pull" });
  const done = state.ops.filter((op) => op.state === "applied");
  const settled = done.map((op) => op.id);
  let { cursor = "" } = (await vault.get("meta", "sync")) ?? {};
  let sets = state.sets;
  const touched = new Set();
  for (let more = true; more; ) {
    const answer = await timed(`sync/changes/?cursor=${encodeURIComponent(cursor)}`);
    const next = taken(sets, answer);
    sets = next.sets;
    for (const type of next.touched) touched.add(type);
    more = answer.more && answer.cursor !== cursor;
    cursor = answer.cursor;
  }
  const meta = { cursor, offset: state.offset, last: Date.now() + state.offset };
  // The records and the operations they already contain change places in one stroke.
  await vault.write([
    ["meta", "sync", meta],
    ...[...touched].map((type) => ["sets", type, sets[type]]),
    ...settled.map((id) => ["ops", id, undefined]),
  ]);
  const gone = new Set(settled);
  set({ sets, ops: state.ops.filter((op) => !gone.has(op.id)), last: meta.last });
  tell("all");
  await sweep(done.map((op) => op.fields.sha256).filter(Boolean));
}

async function photos() {
  const waiting = state.ops.filter((op) => op.kind === "photo.attach" && (op.state === "waiting" || op.state === "queued"));
  if (!waiting.length) return;
  set({ phase: "photos" });
  let arrived = false;
  for (const { id, fields } of waiting) {
    try {
      arrived = (await upload(fields.sha256, textFirst)) || arrived;
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      const op = state.ops.find((one) => one.id === id);
      if (op) await keep([{ ...op, state: "rejected", reason: fault.message }]);
    }
  }
  if (!arrived) return;
  await push(); // now the server can attach them
  await pull();
}

// Between two chunks: what was written meanwhile goes before the rest of the photo.
async function textFirst() {
  if (state.ops.some((op) => op.state === "queued" && op.kind !== "photo.attach")) await push();
}

// Photo bytes that no operation and no draft needs any more: after `gone` were delivered, or all of them when the app starts.
export async function sweep(gone) {
  const needed = new Set(state.ops.map((op) => op.fields.sha256));
  for (const draft of Object.values(state.drafts)) for (const photo of draft.photos ?? []) needed.add(photo.sha256);
  const stale = (gone ?? (await vault.names("photos"))).filter((sha) => !needed.has(sha));
  if (stale.length) await vault.write(stale.map((sha) => ["photos", sha, undefined]));
}
