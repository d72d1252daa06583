// UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then random; ids made in the same millisecond still ascend.

let last = 0;
let count = 0;

export function newId(now = Date.now()) {
  if (now > last) { last = now; count = 0; } else { count += 1; }
  if (count > 0xfff) { last += 1; count = 0; }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0, rest = last; i < 6; i++, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256;
  bytes[6] = 0x70 | (count >> 8);
  bytes[7] = count & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
