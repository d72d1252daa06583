// Choices by code. The server's `me` may bring the federation's own words; these hold until then.

import { state } from "./store/state.js";
import { t } from "./words.js";

const named = (own, fallback) => () => (state.view.me.me?.[own]?.length ? state.view.me.me[own] : fallback()).map((o) => ({ ...o, icon: ICON_NAMES[o.code] }));
const ICON_NAMES = { visit: "messages", publicity: "speakerphone", organise: "users-plus", rights: "scale", care: "heart-handshake", training: "school", meeting: "calendar-event", other: "dots" };

export const activities = named("activities", () => [
  { code: "visit", name: t("Visits and talks") },
  { code: "publicity", name: t("Publicity and guidance") },
  { code: "organise", name: t("Founding and recruiting") },
  { code: "rights", name: t("Rights and disputes") },
  { code: "care", name: t("Care and help") },
  { code: "training", name: t("Training") },
  { code: "meeting", name: t("Meetings and coordination") },
  { code: "other", name: t("Other") },
]);
export const topics = () => named("topics", () => [
  { code: "wages", name: t("Wages") },
  { code: "contract", name: t("Labour contract") },
  { code: "insurance", name: t("Social insurance") },
  { code: "safety", name: t("Safety and health") },
  { code: "hours", name: t("Working hours and rest") },
  { code: "welfare", name: t("Welfare and living") },
  { code: "union", name: t("Union work") },
  { code: "skills", name: t("Training and skills") },
  { code: "other", name: t("Other") },
])().map(({ code, name }) => ({ code, name }));
export const concernKinds = named("concern_kinds", () => [
  { code: "concern", name: t("Concern") },
  { code: "opinion", name: t("Opinion") },
  { code: "suggestion", name: t("Suggestion") },
]);
export const supportKinds = () => state.view.me.me?.support_kinds ?? [];
export const leaveKinds = () => state.view.me.me?.leave_kinds ?? [];

export const sites = () => Object.values(state.view.site);
export const mySites = () => {
  const own = state.view.me.me?.sites;
  return own?.length ? own.map((id) => state.view.site[id]).filter(Boolean) : sites();
};
export const mySite = () => state.view.me.me?.site || mySites()[0]?.id || "";
export const siteName = (id) => state.view.site[id]?.name ?? "";
export const phrases = (use) => Object.values(state.view.phrase).filter((p) => !p.for || p.for === use);
export const personName = (id) => (id === state.device?.person?.id ? t("I") : state.view.colleague[id]?.name ?? "");
export const siteOptions = () => mySites().map((s) => ({ value: s.id, label: s.name }));
export const nameOf = (list, code) => list().find((o) => o.code === code)?.name ?? code;
