// What has no screen: ids, the outbox's rules, the overlay, the segments of a photo. `faults(photo)` → what is wrong, in words.

import { newId } from "../src/ids.js";
import { changes, overlay, taken } from "../src/store/merge.js";
import { answered, order, pause, portions, predecessors } from "../src/store/queue.js";
import { bare, shrink } from "../src/sync/pictures.js";

export async function faults(photo) {
  const octets = Uint8Array.from(atob(photo), (one) => one.charCodeAt(0));
  const found = [];
  const same = (what, got, wanted) => {
    if (JSON.stringify(got) !== JSON.stringify(wanted)) found.push(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  };
  ids(same);
  queue(same);
  overlaid(same);
  compared(same);
  await photos(same, octets);
  return found;
}

function ids(same) {
  const made = Array.from({ length: 9000 }, () => newId());
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  same("ids ascend", made.every((id, i) => !i || id > made[i - 1]), true);
  same("ids are UUIDv7", made.filter((id) => !shape.test(id)), []);
  same("their time", parseInt(newId(1718755200000).slice(0, 8), 16) > 0, true);
}

function queue(same) {
  const made = (i) => ({ id: `${i}`, seq: 250 - i, kind: "log.write", record: "r", state: "queued", fields: { text: "字".repeat(i === 7 ? 90_000 : 1) } });
  const ops = Array.from({ length: 250 }, (_, i) => made(i));
  const sizes = portions(ops).map((portion) => portion.length);
  same("portions lose nothing", sizes.reduce((a, b) => a + b), 250);
  same("portions stay small", Math.max(...sizes) <= 100 && sizes.includes(1), true);
  same("in order", order(ops)[0].seq, 1);
  same("an unknown word changes nothing", answered(ops[0], { state: "new word" }) === ops[0], true);
  same("no word changes nothing", answered(ops[0], undefined) === ops[0], true);
  same("mended elsewhere", answered(ops[0], { state: "replaced" }).state, "applied");
  same("pauses", [pause(0, 1), pause(50, 1)], [2000, 300_000]);
  same("predecessors", predecessors([{ ...ops[0], state: "rejected" }, ops[1], { ...ops[2], record: "other" }], ["r"]), ["1"]);
}

const op = (kind, record, fields, state = "queued") => ({ id: kind + record, kind, record, fields, state });

function overlaid(same) {
  const base = {
    task: { t: { id: "t", site: "s", indicator: "i", target: "10", progress: "8", state: "doing" } },
    log: { a: { id: "a", site: "s", text: "old", figures: { i: "1" } } },
    conflict: { c: { id: "c" } },
  };
  const view = overlay(base, [
    op("log.write", "b", { site: "s", on: "2024-06-19", text: "new", figures: { i: "3" }, concerns: [{ id: "k", text: "heat" }] }),
    op("log.change", "a", { changes: { text: { from: "old", to: "young" }, "figure:i": { from: "1", to: "0" } } }),
    op("log.change", "a", { changes: { text: { from: "young", to: "no" } } }, "rejected"),
    op("photo.attach", "p", { log: "b", sha256: "ff" }),
    op("conflict.resolve", "a", { conflict: "c", choices: {} }),
    op("log.write", "back", { site: "s", on: "2024-06-19", text: "back", figures: { i: "5" } }, "rejected"),
  ], "me");
  same("figures move the task", [view.task.t.progress, view.task.t.state], ["10", "done"]);
  same("what came stays as it came", base.task.t.progress, "8");
  same("a rejected change is not shown", view.log.a.text, "young");
  same("a figure taken back", view.log.a.figures, {});
  same("a photo on its way", view.log.b.photos, ["ff"]);
  same("a rejected log is marked", view.log.back._pending, "rejected");
  same("a concern in a log", view.concern.k.text, "heat");
  same("a conflict that was settled", Object.keys(view.conflict), []);
  const arrived = overlay({ log: { b: { id: "b", text: "from the server" } } }, [op("log.write", "b", { text: "mine" }, "applied")], "me");
  same("the server's copy wins", arrived.log.b.text, "from the server");
}

function compared(same) {
  const found = changes({ text: "a", on: "2024-06-19", figures: { i: "1", j: "2" } }, { text: "b", on: "2024-06-19", figures: { i: "1.0", k: "4" } });
  same("changes", found, { text: { from: "a", to: "b" }, "figure:j": { from: "2", to: "0" }, "figure:k": { from: "0", to: "4" } });
  const next = taken({ log: { x: { id: "x" }, y: { id: "y" } } }, { full: false, records: [{ type: "log", id: "z" }], gone: [{ type: "log", id: "x" }] });
  same("news", [Object.keys(next.sets.log), [...next.touched]], [["y", "z"], ["log"]]);
  same("everything anew", taken({ task: { t: {} } }, { full: true, records: [], gone: [] }).sets, {});
}

async function photos(same, octets) {
  const plain = new Uint8Array(bare(octets.slice().buffer));
  same("segments are cut out", /Exif|place/.test(new TextDecoder("latin1").decode(plain)), false);
  const { bytes, sha256 } = await shrink(new Blob([octets], { type: "image/jpeg" }));
  same("small enough", bytes.byteLength <= 250_000, true);
  same("named by its content", sha256.length, 64);
  const picture = await createImageBitmap(new Blob([bytes]));
  same("at most 1600 px, in shape", [picture.width <= 1600, Math.round((10 * picture.width) / picture.height)], [true, 20]);
}
