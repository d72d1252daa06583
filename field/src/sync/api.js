// Calls to the server. A phone proves itself by its device secret; only registering uses the session of the browser.

export class Unreachable extends Error {} // no answer, or one that is no answer of ours: try again later
export class Ended extends Error { // 401: this phone's sign-in is over
  constructor(body) { super(body.reason ?? "expired"); this.wipe = body.wipe === true || body.reason === "revoked"; }
}
export class Refused extends Error { // the server took it for wrong: the same again would be refused again
  constructor(status, body) { super(body.reason ?? ""); this.status = status; this.body = body; }
}

const LATER = new Set([408, 425, 429]);
let device = null;
export const useDevice = (next) => { device = next; };

export async function call(path, { method = "GET", json, bytes, headers = {}, session = false, patience = 30_000 } = {}) {
  const options = { method, headers: { Accept: "application/json", ...headers }, redirect: "manual", cache: "no-store" };
  options.credentials = session ? "same-origin" : "omit";
  if (!session && device) options.headers.Authorization = `Device ${device.device}.${device.secret}`;
  if (json !== undefined) { options.body = JSON.stringify(json); options.headers["Content-Type"] = "application/json"; }
  if (bytes) { options.body = bytes; options.headers["Content-Type"] = "application/octet-stream"; }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(`/app/${path}`, { ...options, signal: stop.signal });
    return await answer(response);
  } catch (fault) {
    if (fault instanceof Ended || fault instanceof Refused || fault instanceof Unreachable) throw fault;
    throw new Unreachable(String(fault));
  } finally {
    clearTimeout(timer);
  }
}

async function answer(response) {
  const ours = response.headers.get("Content-Type")?.startsWith("application/json");
  const body = ours ? await response.json() : {};
  if (response.ok && ours) return body;
  if (response.status === 401 && ours) throw new Ended(body);
  if (response.status >= 400 && response.status < 500 && !LATER.has(response.status)) throw new Refused(response.status, body);
  throw new Unreachable(`${response.status}`); // 5xx, or a page of some gateway on the way
}
