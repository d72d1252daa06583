// A new version waits until the person says so; drafts are on disk before the page starts again.

import { set } from "./store/state.js";

export async function watch() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/app/sw.js", { scope: "/app/", updateViaCache: "none" });
  const offer = (worker) => worker && navigator.serviceWorker.controller && set({ update: () => worker.postMessage("take over") });
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
  });
  let had = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (had) location.reload(); // the writers of drafts write on `pagehide`, and at most 150 ms late anyway
    had = true;
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && registration.update().catch(() => {}));
}
