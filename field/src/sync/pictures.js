// A photo made small on the phone: redrawn on a canvas, which leaves place, time and camera behind, then every
// segment that is not picture data is cut out as well.

const SIDE = 1600;
const OCTETS = 250_000;

// Keeps what draws the picture; drops APP1…APP15 (Exif, XMP, colour profiles, maker's notes) and comments.
export function bare(buffer) {
  const view = new DataView(buffer);
  if (view.getUint16(0) !== 0xffd8) throw new Error("not a JPEG");
  const parts = [new Uint8Array(buffer, 0, 2)];
  let at = 2;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === 0xffda) { parts.push(new Uint8Array(buffer, at)); break; }
    const length = 2 + view.getUint16(at + 2);
    const kept = !(marker === 0xfffe || (marker >= 0xffe1 && marker <= 0xffef));
    if (kept) parts.push(new Uint8Array(buffer, at, length));
    at += length;
  }
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) { joined.set(part, place); place += part.length; }
  return joined.buffer;
}

const encode = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

export async function shrink(file, side = SIDE, octets = OCTETS) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    for (let longest = side; longest >= 200; longest = Math.floor(longest * 0.8)) {
      const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(picture.width * scale));
      canvas.height = Math.max(1, Math.round(picture.height * scale));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff"; // what is see-through would turn black
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      for (const quality of [0.82, 0.7, 0.58, 0.45]) {
        const blob = await encode(canvas, quality);
        if (!blob) break;
        const bytes = bare(await blob.arrayBuffer());
        if (bytes.byteLength <= octets) return { bytes, sha256: await digest(bytes) };
      }
    }
  } finally {
    picture.close();
  }
  throw new Error("too large");
}

async function digest(bytes) {
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
}
