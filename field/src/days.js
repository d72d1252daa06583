// The day is the server's, in Beijing time: the phone's own clock may be wrong by any amount.

import { language, t } from "./words.js";

const DAY = 86_400_000;
let offset = 0; // server − phone, in ms

export const setOffset = (ms) => { offset = ms; };
export const now = () => Date.now() + offset;
const beijing = (ms) => new Date(ms + 8 * 3_600_000).toISOString();
export const today = () => beijing(now()).slice(0, 10);
export const plus = (day, n) => new Date(Date.parse(day) + n * DAY).toISOString().slice(0, 10);
export const between = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / DAY);

const locale = () => (language === "en" ? "en-GB" : "zh-CN");
const part = (day, options) => new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options }).format(new Date(day));
export const words = (day) => (day ? part(day, { month: "long", day: "numeric" }) : "—");
export const weekday = (day) => part(day, { weekday: "short" });
export const full = (day) => `${words(day)} ${weekday(day)}`;

export function ago(ms) {
  if (!ms) return t("never");
  const minutes = Math.floor((now() - ms) / 60_000);
  if (minutes < 1) return t("just now");
  if (minutes < 60) return t("{n} min ago", { n: minutes });
  const at = beijing(ms);
  return at.slice(0, 10) === today() ? t("today {time}", { time: at.slice(11, 16) }) : `${words(at.slice(0, 10))} ${at.slice(11, 16)}`;
}

export const moment = (iso) => (iso ? ago(Date.parse(iso)) : "");
