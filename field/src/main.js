// Start: words, what is on the phone, the first screen; only then the network.

import { render } from "preact";
import { App } from "./app.js";
import { html } from "./parts/ui.js";
import { dress, settings } from "./store/settings.js";
import { hear, load, set, state } from "./store/state.js";
import { sweep, sync } from "./sync/engine.js";
import { join } from "./sync/session.js";
import { watch } from "./update.js";
import { speak } from "./words.js";

const lists = Object.fromEntries([...document.querySelectorAll("link[data-words]")].map((link) => [link.dataset.words, link.href]));

state.speak = async () => { await speak(settings.language, lists[settings.language]); set({}); };

function wake() {
  set({ online: navigator.onLine });
  if (!navigator.onLine) return;
  if (state.signIn === "in") sync({ now: true });
  else join();
}

async function start() {
  dress();
  await Promise.all([speak(settings.language, lists[settings.language]), load()]);
  render(html`<${App} />`, document.getElementById("app"));
  hear((what) => (what === "wiped" ? location.reload() : load()));
  window.addEventListener("online", wake);
  window.addEventListener("offline", () => set({ online: false }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  navigator.storage?.persisted?.().then((kept) => set({ kept }));
  watch();
  await sweep();
  wake();
}

start();
