// Every write goes here first: sealed on disk before the screen says that it is kept, sent when there is a way.

import { today } from "../days.js";
import { newId } from "../ids.js";
import { sync } from "../sync/engine.js";
import { order, predecessors } from "./queue.js";
import { set, state, tell, written } from "./state.js";
import * as vault from "./vault.js";

// `wanted`: [{kind, record, fields, id?, after?, replaces?}]. `draft` goes in the same stroke, so that nothing is written twice.
export async function add(wanted, { draft, drop = [] } = {}) {
  const first = await vault.next("seq", wanted.length);
  const at = new Date().toISOString();
  const made = [];
  wanted.forEach(({ also = [], ...one }, i) => {
    const known = [...state.ops.filter((op) => !drop.includes(op.id)), ...made];
    const after = predecessors(known, [one.record, ...also]);
    made.push({ id: newId(), ...one, seq: first + i, at, day: today(), after, state: "queued" });
  });
  const changes = made.map((op) => ["ops", op.id, op]);
  for (const id of drop) changes.push(["ops", id, undefined]);
  if (draft) changes.push(["drafts", draft, undefined]);
  await vault.write(changes, true);
  written();
  const gone = new Set([...drop, ...made.map((op) => op.id)]);
  const drafts = { ...state.drafts };
  if (draft) delete drafts[draft];
  set({ ops: order([...state.ops.filter((op) => !gone.has(op.id)), ...made]), drafts });
  tell("ops");
  sync();
  return made;
}

// A rejected operation is given up: the server keeps that it was, and why.
export async function discard(op, reason) {
  await add([{ kind: "operation.discard", record: op.record, fields: { operation: op.id, reason } }], { drop: [op.id] });
}
