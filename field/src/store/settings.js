// How this phone likes its screen. Nothing personal, so it lies open and is there before the first paint.

const KEY = "dundian";
const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; } };

export const settings = { language: "zh-Hans", large: false, ...read() };

export function choose(changes) {
  Object.assign(settings, changes);
  localStorage.setItem(KEY, JSON.stringify(settings));
  dress();
}

export function dress() {
  document.documentElement.classList.toggle("large-type", settings.large);
}
