// Rules of the outbox, without state: what is to be sent, in which portions, and what an answer means.

export const MOST = 100;
export const LARGEST = 200_000; // octets of one call; the server takes 256 KB
const FINAL = new Set(["applied", "rejected"]);
const SETTLED = new Set(["applied", "conflict", "replaced", "discarded"]);

export const order = (ops) => [...ops].sort((a, b) => a.seq - b.seq);
export const unsent = (ops) => ops.filter((op) => !FINAL.has(op.state));
export const rejected = (ops) => ops.filter((op) => op.state === "rejected");

// Those that the same record still waits for.
export const predecessors = (ops, records) => unsent(ops).filter((op) => records.includes(op.record)).map((op) => op.id);

export const wire = ({ id, seq, kind, record, at, after, fields, replaces }) => ({ id, seq, kind, record, at, after, fields, ...(replaces && { replaces }) });

export function portions(ops, most = MOST, largest = LARGEST) {
  const found = [];
  let size = Infinity;
  for (const op of ops) {
    const octets = new TextEncoder().encode(JSON.stringify(wire(op))).length + 1;
    if (size + octets > largest || found.at(-1)?.length >= most) { found.push([]); size = 0; }
    found.at(-1).push(op);
    size += octets;
  }
  return found;
}

// An operation after the server's word; the same object when the word is none we know.
export function answered(op, result) {
  if (!result) return op;
  const { state, reason = "", fields = null } = result;
  if (SETTLED.has(state)) return { ...op, state: "applied", reason: "", errors: null };
  if (state === "waiting") return { ...op, state, reason, errors: null };
  if (state === "rejected") return { ...op, state, reason, errors: fields };
  return op;
}

// Milliseconds to wait after `failures` in a row, with some chance in it so that phones do not come back all at once.
export const pause = (failures, chance = Math.random()) => Math.min(300_000, 2000 * 2 ** Math.min(failures, 8)) * (0.5 + chance / 2);
