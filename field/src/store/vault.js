// Everything personal on this phone, each value sealed with AES-GCM under a key that cannot leave the browser.
// The key lies in the same database and goes with the session: without it the rest is noise.

import { openDB } from "idb";

const STORES = ["keys", "counters", "meta", "sets", "ops", "drafts", "photos"];
const STRICT = { durability: "strict" };
let database;
let held; // {key, era}: the era ends with a wipe
let closed = false; // wiped: nothing is written until somebody signs in

export class Wiped extends Error {}

const db = () => (database ??= openDB("dundian", 1, {
  upgrade(fresh) { for (const name of STORES) fresh.createObjectStore(name); },
  blocking() { database?.then((open) => open.close()); database = undefined; },
  terminated() { database = undefined; },
}));

async function hold() {
  if (held) return held;
  const stored = await (await db()).get("keys", "vault");
  if (stored) return (held = stored);
  const made = { era: crypto.randomUUID(), key: await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]) };
  const tx = (await db()).transaction("keys", "readwrite", STRICT);
  const first = await tx.store.get("vault"); // another tab may have been quicker
  if (!first) await tx.store.put(made, "vault");
  await tx.done;
  return (held = first ?? made);
}

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value));
  return { iv, raw: value instanceof ArrayBuffer, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, (await hold()).key, plain) };
}

async function unseal(sealed) {
  if (!sealed) return undefined;
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, (await hold()).key, sealed.data);
    return sealed.raw ? plain : JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined; // sealed under a key that is gone
  }
}

export const get = async (store, name) => unseal(await (await db()).get(store, name));

export async function all(store) {
  const tx = (await db()).transaction(store);
  const [names, sealed] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
  const values = await Promise.all(sealed.map(unseal));
  return Object.fromEntries(names.map((name, i) => [name, values[i]]).filter(([, value]) => value !== undefined));
}

export const names = async (store) => (await db()).getAllKeys(store);

// Several writes as one: `[[store, name, value], …]`; a value left undefined removes. On disk when it returns, if `strict`.
// What was begun before a wipe, here or in another tab, writes nothing after it.
export async function write(changes, strict = false) {
  if (closed) throw new Wiped();
  await hold();
  const sealed = await Promise.all(changes.map(([, , value]) => (value === undefined ? undefined : seal(value))));
  const stores = [...new Set(["keys", ...changes.map(([store]) => store)])];
  const tx = (await db()).transaction(stores, "readwrite", strict ? STRICT : {});
  const stored = await tx.objectStore("keys").get("vault");
  if (closed || stored?.era !== held?.era) {
    tx.abort();
    await tx.done.catch(() => {});
    throw new Wiped();
  }
  changes.forEach(([store, name], i) => {
    if (sealed[i]) tx.objectStore(store).put(sealed[i], name);
    else tx.objectStore(store).delete(name);
  });
  await tx.done;
}

// Numbers that only ever grow; two tabs never get the same.
export async function next(name, count = 1) {
  const tx = (await db()).transaction("counters", "readwrite");
  const last = (await tx.store.get(name)) ?? 0;
  await tx.store.put(last + count, name);
  await tx.done;
  return last + 1;
}

export async function wipe() {
  closed = true;
  const tx = (await db()).transaction(STORES, "readwrite", STRICT);
  for (const name of STORES) tx.objectStore(name).clear();
  await tx.done;
  held = undefined;
}

export const reopen = () => { closed = false; };
