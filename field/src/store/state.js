// The one state of the app, and who is told when it moves. Tabs tell one another what they wrote.

import { useEffect, useState } from "preact/hooks";
import { setOffset } from "../days.js";
import { useDevice } from "../sync/api.js";
import { overlay } from "./merge.js";
import { order } from "./queue.js";
import * as vault from "./vault.js";

export const state = {
  ready: false,
  device: null, // {device, secret, person}
  signIn: "unknown", // "in" | "out" | "expired" | "revoked" | "other"
  online: navigator.onLine,
  phase: "idle", // "push" | "pull" | "photos" | "unreachable"
  last: 0,
  offset: 0,
  sets: {},
  ops: [],
  drafts: {},
  view: overlay({}, [], null),
  progress: {}, // sha256 → octets received
  update: null,
  toast: null,
};
const listeners = new Set();
const channel = "BroadcastChannel" in window ? new BroadcastChannel("dundian") : null;

export function set(changes) {
  Object.assign(state, changes);
  if ("sets" in changes || "ops" in changes || "device" in changes) state.view = overlay(state.sets, state.ops, me());
  for (const tell of listeners) tell();
}

export const me = () => state.device?.person?.id ?? null;

export function useStore() {
  const [, move] = useState(0);
  useEffect(() => {
    const tell = () => move((n) => n + 1);
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, []);
  return state;
}

let edition = 0; // moves with every write of this tab, so that a slow read never puts back what was there before it
export const written = () => { edition += 1; };
export const locked = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());

export async function load() {
  const before = edition;
  const [meta, sets, ops, drafts] = await Promise.all(["meta", "sets", "ops", "drafts"].map(vault.all));
  if (before !== edition) return load();
  useDevice(meta.device ?? null);
  setOffset(meta.sync?.offset ?? 0);
  set({
    device: meta.device ?? null,
    signIn: meta.device ? meta.ended ?? "in" : state.signIn,
    last: meta.sync?.last ?? 0,
    offset: meta.sync?.offset ?? 0,
    sets,
    ops: order(Object.values(ops)),
    drafts,
    ready: true,
  });
  return undefined;
}

export const tell = (what) => channel?.postMessage(what);
export function hear(act) {
  channel?.addEventListener("message", (event) => act(event.data));
}

let fading;
export function say(text, action) {
  clearTimeout(fading);
  set({ toast: { text, action } });
  fading = setTimeout(() => set({ toast: null }), action ? 8000 : 4000);
}
