// Keeps the shell, one version at a time. The server puts `self.SHELL = {version, page, files}` before this text;
// data never goes through here.

const { version, page, files } = self.SHELL;
const NAME = `shell-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([page, ...files].map((url) => new Request(url, { cache: "no-cache", credentials: "omit" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" ? url.pathname === page : files.includes(url.pathname)) {
    event.respondWith(kept(request.mode === "navigate" ? page : url.pathname, request));
  }
});

async function kept(name, request) {
  const cache = await caches.open(NAME);
  return (await cache.match(name, { ignoreVary: true })) ?? fetch(request);
}
