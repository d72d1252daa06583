// A form's content, kept while it is typed: a closed tab, a killed browser, an empty battery lose nothing.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { newId } from "../ids.js";
import { set as setState, state, written } from "./state.js";
import * as vault from "./vault.js";

const GAP = 150;

// One writer per draft: the first change at once, later ones at most every GAP ms, the last one always.
class Writer {
  constructor(name) { this.name = name; this.value = undefined; this.dirty = false; this.busy = null; this.timer = null; this.closed = false; }

  change(value) {
    this.value = value;
    this.dirty = true;
    this.timer ??= setTimeout(() => this.flush(), this.busy ? GAP : 0);
  }

  async flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.dirty || this.closed) return;
    this.dirty = false;
    const value = this.value;
    this.busy = vault.write([["drafts", this.name, value]]).catch(() => { this.closed = true; }); // wiped meanwhile
    written();
    setState({ drafts: { ...state.drafts, [this.name]: value } });
    await this.busy;
    this.busy = null;
  }

  // Nothing is written after this; the caller removes the draft.
  async close() {
    this.closed = true;
    clearTimeout(this.timer);
    await this.busy;
  }
}

// `[draft, change, close]`; `fresh()` gives the content of an untouched form. `record` is the id that the record will have.
export function useDraft(name, fresh) {
  const [draft, show] = useState(() => {
    const blank = { record: newId(), ...fresh() };
    const kept = state.drafts[name];
    return kept ? { ...blank, ...kept, site: kept.site || blank.site } : blank; // begun before the first sync: the site is known now
  });
  const writer = useRef(null);
  writer.current ??= new Writer(name);
  useEffect(() => {
    const flush = () => writer.current.flush();
    const hidden = () => document.visibilityState === "hidden" && flush();
    window.addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      flush();
      window.removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, []);
  const change = useCallback((fields) => {
    show((old) => {
      const next = { ...old, ...(typeof fields === "function" ? fields(old) : fields) };
      writer.current.change(next);
      return next;
    });
  }, []);
  const close = useCallback(() => writer.current.close(), []);
  return [draft, change, close];
}

export async function drop(name) {
  await vault.write([["drafts", name, undefined]]);
  written();
  const drafts = { ...state.drafts };
  delete drafts[name];
  setState({ drafts });
}
