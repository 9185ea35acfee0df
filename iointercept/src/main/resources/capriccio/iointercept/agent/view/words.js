// How numbers and names are said, and which colour a resource has.

const BUILT_IN = ["cpu", "heap", "stack", "descriptors", "disk"];
export const CPU = 0, HEAP = 1;

export function count(n) {
  const a = Math.abs(n);
  if (a >= 1e9) return three(n / 1e9) + " G";
  if (a >= 1e6) return three(n / 1e6) + " M";
  if (a >= 1e4) return three(n / 1e3) + " k";
  return a >= 100 || Number.isInteger(n) ? String(Math.round(n)) : n.toFixed(a >= 10 ? 0 : 1);
}

function three(x) {
  const a = Math.abs(x);
  return x.toFixed(a >= 100 ? 0 : a >= 10 ? 1 : 2).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

export function nanos(n) {
  const a = Math.abs(n);
  if (a >= 1e9) return three(n / 1e9) + " s";
  if (a >= 1e6) return three(n / 1e6) + " ms";
  if (a >= 1e3) return three(n / 1e3) + " µs";
  return Math.round(n) + (a === 0 ? "" : " ns");
}

export function bytes(n) {
  const a = Math.abs(n);
  for (const [size, unit] of [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]]) {
    if (a >= size) return three(n / size) + " " + unit;
  }
  return Math.round(n) + (a === 0 ? "" : " B");
}

export function ago(seconds) {
  if (seconds < 1) return "now";
  if (seconds < 60) return Math.round(seconds) + " s ago";
  return seconds < 5400 ? Math.round(seconds / 60) + " min ago" : Math.round(seconds / 3600) + " h ago";
}

export function duration(seconds) {
  if (seconds < 120) return Math.round(seconds) + " s";
  return seconds < 7200 ? Math.round(seconds / 60) + " min" : (seconds / 3600).toFixed(1) + " h";
}

/** An amount of a resource in its unit. */
export function amount(resource, n) {
  return resource === CPU ? nanos(n) : resource === HEAP ? bytes(n) : count(n);
}

/** What is measured of it. */
export function measure(name) {
  return { cpu: "wait for a carrier", heap: "live data", descriptors: "open", disk: "operations under way" }[name] ?? "in use";
}

export function colour(resource) {
  if (resource < 0) return "var(--light)";
  return resource < BUILT_IN.length ? `var(--${BUILT_IN[resource]})` : `var(--own${(resource - BUILT_IN.length) % 4})`;
}

/** Class and method without the package. */
export function brief(label) {
  const colon = label.lastIndexOf(":");
  const line = colon > 0 ? label.slice(colon) : "";
  const parts = (colon > 0 ? label.slice(0, colon) : label).split(".");
  return parts.slice(-2).join(".") + line;
}

export function cut(text, most) {
  return text.length <= most ? text : text.slice(0, Math.ceil((most - 1) * .6)) + "…" + text.slice(-Math.floor((most - 1) * .4));
}

export const isJdk = frame => /^(java|javax|jdk|sun|capriccio\.continuations\.runtime|capriccio\.iointercept\.runtime)\./.test(frame);

/** An element with properties, attributes for those with a dash or in SVG, and children. */
export function make(name, properties = {}, ...children) {
  const svg = SVG_NAMES.has(name);
  const e = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "style") Object.assign(e.style, value);
    else if (svg || key.includes("-")) e.setAttribute(key, value);
    else e[key] = value;
  }
  e.append(...children);
  return e;
}

const SVG_NAMES = new Set(["svg", "g", "path", "circle", "rect", "line", "text", "tspan", "polygon", "polyline", "title"]);
