// Builds the vendored browser files out of node_modules. Run it through `python -m scripts.frontend build`.
//
// Tabler gives the reset, the grid and the utilities: whatever class our own ui.css defines is left out of it, so that each
// component is styled in one place only. Rules nobody uses, the dark theme and unused variables go.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { transform } from "lightningcss";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
const target = resolve(process.argv[2] ?? join(root, "src/dundian/ui/static/ui/vendor"));
const testTarget = resolve(process.argv[3] ?? join(root, "tests/browser/vendor"));
const phoneTarget = resolve(process.argv[4] ?? join(root, "src/dundian/offline/static/offline"));
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

// The phone client: its icons drawn into the script, the house's tokens put before its style.
const field = join(root, "field");
const phonePackages = [["preact", "preact/LICENSE"], ["htm", "htm/LICENSE"], ["idb", "idb/LICENSE"], ["@tabler/icons", "@tabler/icons/LICENSE"]];

function paths(name) {
  const outline = source(`@tabler/icons/icons/outline/${name}.svg`);
  const short = (d) => d.replace(/\d*\.\d{2,}/g, (n) => String(Math.round(n * 100) / 100)).replace(/(^|[^\d.])0\./g, "$1.").replace(/ ?([a-zA-Z]) ?/g, "$1").replace(/ -/g, "-");
  return [...outline.matchAll(/<path (?!stroke="none")[^>]*?d="([^"]+)"/g)].map(([, d]) => short(d)).join("");
}

const icons = {
  name: "icons",
  setup(bundle) {
    bundle.onResolve({ filter: /^virtual:icons$/ }, () => ({ path: "icons", namespace: "icons" }));
    bundle.onLoad({ filter: /.*/, namespace: "icons" }, () => {
      const text = walk(join(field, "src")).map((path) => readFileSync(path, "utf8")).join("\n");
      const named = new Set([...text.matchAll(/\bicon=(?:\$\{)?"([a-z-]+)"|\bname="([a-z-]+)" \/>|ICON_NAMES = \{([^}]*)\}/gs)].flatMap((m) => (m[3] ? [...m[3].matchAll(/"([a-z-]+)"/g)].map((n) => n[1]) : [m[1] ?? m[2]])));
      for (const [, choice] of text.matchAll(/<\$\{Icon\} name=\$\{([^}]*)\}/g)) for (const [, name] of choice.matchAll(/"([a-z-]+)"/g)) named.add(name);
      for (const [, name] of text.matchAll(/\bicon = "([a-z-]+)"/g)) named.add(name);
      for (const [, name] of text.matchAll(/\bt\("[^"]*"\), "([a-z-]+)", \[/g)) named.add(name);
      return { contents: JSON.stringify(Object.fromEntries([...named].filter(iconExists).sort().map((name) => [name, paths(name)]))), loader: "json" };
    });
  },
};

// Words by number: neither language stands in the script, each is a list of its own. The numbers follow the catalogue.
const WORD = /\bt(c?)\(("(?:[^"\\]|\\.)*")(?:, ("(?:[^"\\]|\\.)*"))?/g;

function catalogue(language) {
  const text = readFileSync(join(root, `src/dundian/offline/locale/${language}/LC_MESSAGES/djangojs.po`), "utf8");
  const part = (block, name) => {
    const found = block.match(new RegExp(`^${name} ((?:".*"\\n?)+)`, "m"));
    return found ? found[1].trim().split("\n").map((line) => JSON.parse(line)).join("") : "";
  };
  return text.split(/\n\n+/).slice(1).map((block) => [`${part(block, "msgctxt")}\u0004${part(block, "msgid")}`, part(block, "msgstr")]);
}

const english = catalogue("en");
const numbers = new Map(english.map(([key], i) => [key, i]));
const script = {
  name: "script",
  setup(bundle) {
    bundle.onLoad({ filter: /field\/src\/.*\.js$/ }, ({ path }) => {
      const numbered = (whole, context, first, second) => {
        const key = context ? `${JSON.parse(first)}\u0004${JSON.parse(second)}` : `\u0004${JSON.parse(first)}`;
        if (!numbers.has(key)) throw new Error(`${path}: ${key} is not in the catalogue; run: python -m scripts.messages update offline`);
        return context ? `t(${numbers.get(key)}` : whole.replace(first, numbers.get(key));
      };
      const text = path.endsWith("words.js") ? readFileSync(path, "utf8") : readFileSync(path, "utf8").replace(WORD, numbered);
      return { contents: text.replace(/\n\s+/g, "\n"), loader: "js" };
    });
  },
};

function words(language) {
  const known = new Map(catalogue(language));
  return JSON.stringify(english.map(([key, text]) => known.get(key) || text));
}

async function phone() {
  const common = { bundle: true, minify: true, format: "esm", target: ["chrome92", "safari16", "firefox94"], legalComments: "none", nodePaths: [modules], logLevel: "warning" };
  await build({ ...common, entryPoints: [join(field, "src/main.js")], outfile: join(phoneTarget, "app.js"), plugins: [icons, script] });
  await build({ ...common, format: "iife", entryPoints: [join(field, "src/sw.js")], outfile: join(phoneTarget, "worker.js") });
  const [tokens] = readFileSync(join(root, "src/dundian/ui/static/ui/ui.css"), "utf8").match(/:root \{[\s\S]*?(?=\/\* ── Ground)/);
  const { code } = transform({ filename: "app.css", code: Buffer.from(tokens + readFileSync(join(field, "src/app.css"), "utf8")), minify: true, targets: { chrome: 92 << 16, safari: 16 << 16, firefox: 94 << 16 } });
  writeFileSync(join(phoneTarget, "app.css"), code);
  cpSync(join(root, "src/dundian/ui/static/ui/mark.svg"), join(phoneTarget, "mark.svg"));
  for (const name of ["icon-192.png", "icon-512.png"]) cpSync(join(field, "icons", name), join(phoneTarget, name));
  writeFileSync(join(phoneTarget, "zh-hans.json"), words("zh_Hans"));
  writeFileSync(join(phoneTarget, "en.json"), words("en"));
  writeFileSync(join(phoneTarget, "LICENSES.txt"), licences(phonePackages));
}

const packages = [
  ["htmx.org", "htmx.org/LICENSE"],
  ["@tabler/core", null],
  ["@tabler/icons", "@tabler/icons/LICENSE"],
  ["echarts", "echarts/LICENSE"],
  ["zrender", "zrender/LICENSE"],
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
await build({ entryPoints: [join(here, "charts.js")], outfile: join(target, "charts.js"), bundle: true, supported: { destructuring: true }, minify: true, format: "iife", target: ["chrome86", "safari14", "firefox84"], legalComments: "none", nodePaths: [modules], logLevel: "warning" });
writeFileSync(join(target, "tabler.css"), await tabler());
writeFileSync(join(target, "icons.svg"), sprite());
writeFileSync(join(target, "LICENSES.txt"), licences(packages));

rmSync(testTarget, { recursive: true, force: true });
mkdirSync(testTarget, { recursive: true });
cpSync(join(modules, "axe-core/axe.min.js"), join(testTarget, "axe.min.js"));
writeFileSync(join(testTarget, "LICENSES.txt"), licences([["axe-core", "axe-core/LICENSE"]]));

rmSync(phoneTarget, { recursive: true, force: true });
mkdirSync(phoneTarget, { recursive: true });
await phone();

const versions = Object.fromEntries(["htmx.org", "@tabler/core", "@tabler/icons", "preact", "htm", "idb", "echarts", "axe-core"].map((name) => [name, version(name)]));
process.stdout.write(JSON.stringify(versions));
