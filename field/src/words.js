// The words of the screen. The source says them in English; the build gives each a number and makes a list per language.
// scripts/messages.py and the build find the calls of `t` and `tc`: always plain strings in double quotes.

let list = [];
export let language = "zh-Hans";

export async function speak(wanted, address) {
  list = await (await fetch(address)).json();
  language = wanted;
  document.documentElement.lang = wanted;
}

export function t(number, values) {
  const text = list[number];
  return values ? text.replace(/\{(\w+)\}/g, (_, name) => values[name]) : text;
}

// The same English may need another word elsewhere; the context tells them apart. The build turns it into `t`.
export const tc = t;
