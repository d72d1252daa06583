// Up to three photos, made small at once; the draft names them by their content.

import { useEffect, useState } from "preact/hooks";
import { newId } from "../ids.js";
import * as vault from "../store/vault.js";
import { shrink } from "../sync/pictures.js";
import { t } from "../words.js";
import { Icon, html } from "./ui.js";

export function Picture({ sha }) {
  const [source, show] = useState(null);
  useEffect(() => {
    let address;
    vault.get("photos", sha).then((bytes) => { if (bytes) show((address = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })))); });
    return () => address && URL.revokeObjectURL(address);
  }, [sha]);
  return source ? html`<img class="thumb" src=${source} alt=${t("Photo")} />` : html`<span class="thumb thumb-none"><${Icon} name="photo" /></span>`;
}

export function Photos({ photos, onChange, most }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const take = async (event) => {
    const files = [...event.target.files].slice(0, Math.max(0, most - photos.length));
    event.target.value = "";
    setBusy(true);
    setFault("");
    for (const file of files) {
      try {
        const { bytes, sha256 } = await shrink(file);
        await vault.write([["photos", sha256, bytes]]);
        onChange((old) => (old.photos.some((p) => p.sha256 === sha256) ? {} : { photos: [...old.photos, { id: newId(), sha256, size: bytes.byteLength }] }));
      } catch {
        setFault(t("This photo could not be read."));
      }
    }
    setBusy(false);
  };
  const leave = (sha) => onChange((old) => ({ photos: old.photos.filter((p) => p.sha256 !== sha) }));
  return html`<div class="field photos">
    <span class="label" id="photos">${t("Photos")}<span class="optional">${t("(optional)")}</span></span>
    <div class="thumbs" role="group" aria-labelledby="photos">
      ${photos.map(({ sha256 }, i) => html`<span class="thumb-box" key=${sha256}><${Picture} sha=${sha256} /><button type="button" class="thumb-out" aria-label=${t("Take out photo {n}", { n: i + 1 })} onClick=${() => leave(sha256)}><${Icon} name="x" /></button></span>`)}
      ${photos.length < most && html`<label class="thumb thumb-add"><input type="file" class="sr-only" accept="image/*" multiple disabled=${busy} onChange=${take} /><${Icon} name="camera" /><span>${busy ? t("One moment…") : t("Add a photo")}</span></label>`}
    </div>
    ${fault && html`<p class="fault" role="alert">${fault}</p>`}
  </div>`;
}
