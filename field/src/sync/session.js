// From a browser's sign-in to a phone that is known to the server, and back out.

import { load, locked, set, state, tell } from "../store/state.js";
import { unsent } from "../store/queue.js";
import * as vault from "../store/vault.js";
import { call, Unreachable, useDevice } from "./api.js";
import { sync } from "./engine.js";

// Who this phone's unsent lines belong to survives the end of a sign-in.
export async function join() {
  let session;
  try {
    session = await call("session/", { session: true });
  } catch (fault) {
    if (!(fault instanceof Unreachable)) console.error(fault);
    return set({ signIn: state.device ? state.signIn : "out" });
  }
  if (!session.signed_in) return set({ signIn: state.device ? state.signIn : "out", first: session.first ?? "" });
  if (state.device && session.person && session.person.id !== state.device.person.id) return set({ signIn: "other", other: session.person });
  await register(session.csrf);
}

async function register(csrf) {
  await locked("dundian-register", async () => {
    await load();
    if (state.device && state.signIn === "in") return; // another tab did it
    try {
      const device = await call("devices/", { method: "POST", json: { name: deviceName(), ...(state.device && { previous: `${state.device.device}.${state.device.secret}` }) }, headers: { "X-CSRFToken": csrf }, session: true });
      const { now, ...kept } = device;
      vault.reopen();
      await vault.write([["meta", "device", kept], ["meta", "ended", undefined]], true);
      useDevice(kept);
      set({ device: kept, signIn: "in" });
      tell("all");
    } catch (fault) {
      if (!(fault instanceof Unreachable)) set({ refusal: fault.message });
      set({ signIn: state.device ? state.signIn : "out" });
    }
  });
  if (state.signIn === "in") {
    navigator.storage?.persist?.().then((kept) => set({ kept }));
    sync({ now: true });
  }
}

function deviceName() {
  const agent = navigator.userAgent;
  const [, model] = agent.match(/\(([^)]*)\)/) ?? [];
  const system = /Android|iPhone|iPad|HarmonyOS|Windows|Mac OS|Linux/.exec(agent)?.[0] ?? "";
  return (/Android/.test(agent) && model?.split(";").at(-1).trim()) || system || "phone";
}

export const atStake = () => unsent(state.ops).length + state.ops.filter((op) => op.state === "rejected").length;

// Everything goes: the server is told when it can be; what is on the phone is gone in any case.
export async function signOut() {
  try {
    await call("devices/", { method: "DELETE", patience: 5000 });
  } catch {
    // offline, or ended already: it ends by itself after sixty days
  }
  await clear();
}

export async function clear() {
  await vault.wipe();
  useDevice(null);
  tell("wiped");
  set({ device: null, signIn: "out", sets: {}, ops: [], drafts: {}, last: 0, other: null });
}
