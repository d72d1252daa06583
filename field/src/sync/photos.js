// Photos travel after the text, in chunks, and go on where the last try broke off.

import { set, state } from "../store/state.js";
import * as vault from "../store/vault.js";
import { call, Refused } from "./api.js";

const CHUNK = 64 * 1024;

const note = (sha, received) => set({ progress: { ...state.progress, [sha]: received } });

// True when the server has it whole. `between` runs after each chunk.
export async function upload(sha, between) {
  let { received, complete } = await call(`photos/${sha}/`);
  if (complete) return true;
  const bytes = await vault.get("photos", sha);
  if (!bytes) throw new Refused(410, {});
  for (let resets = 0; !complete; ) {
    note(sha, received);
    try {
      const chunk = bytes.slice(received, received + CHUNK);
      ({ received, complete } = await call(`photos/${sha}/?offset=${received}&size=${bytes.byteLength}`, { method: "POST", bytes: chunk, patience: 60_000 }));
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.status !== 409 || ++resets > 5) throw fault;
      received = Number(fault.body.received) || 0; // another try got further, or the server lost a part
      complete = fault.body.complete === true;
    }
    await between();
  }
  note(sha, bytes.byteLength);
  return true;
}
