// Builds the vendored browser files out of node_modules. Run it through `python -m scripts.frontend build`.
//
// Tabler gives the reset, the grid and the utilities: whatever class our own ui.css defines is left out of it, so that each
// component is styled in one place only. Rules nobody uses, the dark theme and unused variables go.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
const target = resolve(process.argv[2] ?? join(root, "src/dundian/ui/static/ui/vendor"));
const testTarget = resolve(process.argv[3] ?? join(root, "tests/browser/vendor"));
const modules = join(here, "node_modules");
const source = (path) => readFileSync(join(modules, path), "utf8");

function walk(folder, found = []) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (["node_modules", "__pycache__", "locale", "vendor"].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) walk(path, found);
    else if (/\.(html|py|js)$/.test(entry.name)) found.push(path);
  }
  return found.sort();
}

const files = walk(join(root, "src/dundian")).map((path) => ({ path: relative(root, path), text: readFileSync(path, "utf8") }));

function usedClasses() {
  const classes = new Set();
  for (const { text } of files) {
    for (const [, , value] of text.matchAll(/\bclass(?:Name)?=(\\?["'])(.*?)\1/gs)) {
      const plain = value.replace(/\{%.*?%\}|\{\{.*?\}\}/gs, " ");
      for (const [word] of plain.matchAll(/[A-Za-z][\w-]*/g)) classes.add(word);
    }
    for (const [, , word] of text.matchAll(/classList\.\w+\((["'])([\w-]+)\1/g)) classes.add(word);
  }
  return classes;
}

// Found in `{% icon "name" %}` with its defaults, in `icon="name"`, `sign="name"`, `icon("name")`, and in tables named `…_ICONS`.
function usedIcons() {
  const icons = new Set();
  const all = (text, pattern) => { for (const [, part] of text.matchAll(pattern)) for (const [, name] of part.matchAll(/["']([a-z][a-z0-9-]*)["']/g)) icons.add(name); };
  for (const { text } of files) {
    all(text, /\{%\s*icon\s+([^%]*)%\}/g);
    all(text, /\b(?:icon|sign)=(["'][a-z0-9-]+["'])/g);
    all(text, /\bicon\((["'][a-z0-9-]+["'])/g);
    all(text, /_ICONS\b[^=]*= \{(.*?)\}/gs);
  }
  return [...icons].filter(iconExists).sort();
}

function iconExists(name) {
  try { readFileSync(join(modules, "@tabler/icons/icons/outline", `${name}.svg`)); return true; } catch { return false; }
}

async function tabler() {
  const ours = new Set([...readFileSync(join(root, "src/dundian/ui/static/ui/ui.css"), "utf8").matchAll(/\.([a-z][\w-]*)/g)].map((m) => m[1]));
  const wanted = [...usedClasses()].filter((name) => !ours.has(name));
  const whole = source("@tabler/core/dist/css/tabler.css");
  const elements = "html body main nav header footer section h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd a b strong small code pre kbd mark img svg table caption thead tbody tfoot tr th td button input select textarea label fieldset legend details summary hr abbr sub sup time output progress";
  const [purged] = await new PurgeCSS().purge({
    content: [{ raw: " ", extension: "txt" }],
    css: [{ raw: whole }],
    defaultExtractor: () => ({ attributes: { names: [], values: [] }, classes: wanted, ids: [], tags: elements.split(" "), undetermined: [] }),
    blocklist: [/data-bs-theme/, /^:root\.theme/, /apexcharts|tom-select|noUi|litepicker|jsvectormap|dropzone|fslightbox|plyr|ts-|wysiwyg|tox-/],
    keyframes: true,
    fontFace: true,
    variables: true,
  });
  const { code } = transform({
    filename: "tabler.css",
    code: Buffer.from(purged.css),
    minify: true,
    targets: { chrome: 86 << 16, safari: 14 << 16, firefox: 84 << 16 },
    visitor: { Rule: { style: (rule) => (JSON.stringify(rule.value.selectors).includes("data-bs-theme") ? lightOnly(rule) : undefined) } },
  });
  return "/*! Tabler 1.4.0, MIT, cut down to what is used; see LICENSES.txt */\n" + code.toString();
}

function lightOnly(rule) {
  const light = rule.value.selectors.filter((selector) => !JSON.stringify(selector).includes("data-bs-theme"));
  if (!light.length) return [];
  rule.value.selectors = light;
  return rule;
}

function sprite() {
  const symbols = usedIcons().map((name) => {
    const inside = source(`@tabler/icons/icons/outline/${name}.svg`)
      .replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s*<path stroke="none"[^>]*\/>/, "")
      .replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

const packages = [
  ["htmx.org", "htmx.org/LICENSE"],
  ["@tabler/core", null],
  ["@tabler/icons", "@tabler/icons/LICENSE"],
];
const version = (name) => JSON.parse(source(`${name}/package.json`)).version;
const TABLER_CORE = "MIT License\n\nCopyright (c) 2018-2025 The Tabler Authors\n\n";

function licences(list) {
  const mit = source("@tabler/icons/LICENSE").replace(/^[\s\S]*?(?=Permission is hereby)/, "");
  return list.map(([name, path]) => `${name} ${version(name)}\n${"=".repeat(60)}\n${path ? source(path) : TABLER_CORE + mit}`).join("\n\n");
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
cpSync(join(modules, "htmx.org/dist/htmx.min.js"), join(target, "htmx.min.js"));
writeFileSync(join(target, "tabler.css"), await tabler());
writeFileSync(join(target, "icons.svg"), sprite());
writeFileSync(join(target, "LICENSES.txt"), licences(packages));

rmSync(testTarget, { recursive: true, force: true });
mkdirSync(testTarget, { recursive: true });
cpSync(join(modules, "axe-core/axe.min.js"), join(testTarget, "axe.min.js"));
writeFileSync(join(testTarget, "LICENSES.txt"), licences([["axe-core", "axe-core/LICENSE"]]));

const versions = Object.fromEntries(["htmx.org", "@tabler/core", "@tabler/icons", "axe-core"].map((name) => [name, version(name)]));
process.stdout.write(JSON.stringify(versions));
