// Lines over the last minutes, and gauges.

import { amount, colour, make, measure } from "./words.js";

/**
 * Draws lines into the element.
 *
 * @param secondsAgo when, oldest first
 * @param series {values, colour, fill, dash}; values that are null are gaps
 * @param say a value in words
 * @param unit what the axis counts round numbers of; it is never shorter than one
 */
export function chart(element, { secondsAgo, series, say, unit = 1, height = 150, left = 46 }) {
  const width = element.clientWidth || 300;
  const top = 8, bottom = 18, w = width - left - 8, h = height - top - bottom;
  const known = series.flatMap(s => s.values.filter(v => v !== null && Number.isFinite(v)));
  const most = nice(Math.max(unit, ...known) / unit) * unit;
  const span = Math.max(60, Math.min(300, Math.ceil((secondsAgo[0] ?? 0) / 60) * 60));
  const x = ago => left + w * (1 - Math.min(ago, span) / span), y = v => top + h * (1 - v / most);
  const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img" });
  for (const part of h > 60 ? [0, .5, 1] : [0, 1]) {
    svg.append(make("line", { x1: left, x2: left + w, y1: y(most * part), y2: y(most * part), stroke: part ? "var(--grid)" : "var(--line)" }),
      make("text", { x: left - 6, y: y(most * part) + 3.5, "font-size": 10.5, fill: "var(--dim)", "text-anchor": "end" }, say(most * part)));
  }
  const minutes = span / 60;
  for (let m = minutes; m >= 0; m -= 1) {
    svg.append(make("text", { x: x(m * 60), y: height - 4, "font-size": 10.5, fill: "var(--dim)", "text-anchor": m === 0 ? "end" : m === minutes ? "start" : "middle" },
      m === 0 ? "now" : `−${m} min`));
  }
  for (const s of series) {
    for (const run of runs(s.values)) {
      const points = run.map(i => `${x(secondsAgo[i]).toFixed(1)},${y(Math.min(most, s.values[i])).toFixed(1)}`);
      if (s.fill) {
        svg.append(make("polygon", { points: `${x(secondsAgo[run[0]]).toFixed(1)},${y(0)} ${points.join(" ")} ${x(secondsAgo[run.at(-1)]).toFixed(1)},${y(0)}`, fill: s.colour, "fill-opacity": .18 }));
      }
      svg.append(make("polyline", { points: points.join(" "), fill: "none", stroke: s.colour, "stroke-width": 1.6, "stroke-linejoin": "round", "stroke-dasharray": s.dash ?? "none" }));
    }
  }
  element.replaceChildren(svg);
}

/** Stretches of indices without a gap. */
function runs(values) {
  const all = [];
  let run = [];
  values.forEach((v, i) => {
    if (v === null || !Number.isFinite(v)) {
      if (run.length) all.push(run);
      run = [];
    } else {
      run.push(i);
    }
  });
  if (run.length) all.push(run);
  return all;
}

function nice(x) {
  const ten = 10 ** Math.floor(Math.log10(x));
  for (const m of [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]) {
    if (x <= m * ten * 1.0001) return m * ten;
  }
  return 10 * ten;
}

/** Differences a second of what is counted. */
export function perSecond(values, secondsAgo) {
  return values.map((v, i) => i === 0 || v === null || values[i - 1] === null ? null
    : Math.max(0, v - values[i - 1]) / Math.max(.001, secondsAgo[i - 1] - secondsAgo[i]));
}

export function keys(...entries) {
  return make("div", { className: "keys" }, ...entries.map(([name, colour, value]) =>
    make("span", {}, make("span", { className: "swatch", style: { background: colour } }), name + " ", make("b", {}, value))));
}

/** A gauge for each limit, in place where there is one already. */
export function gauges(element, data) {
  if (!data.limits) {
    element.replaceChildren(make("p", { className: "empty" }, `policy=${data.process.policy} watches no limits. With policy=graph they are found and shown here.`));
    return;
  }
  const old = new Map([...element.children].map(e => [e.dataset.resource, e]));
  element.replaceChildren(...data.limits.map(l => {
    const e = old.get(String(l.resource)) ?? make("div", { className: "gauge" });
    e.dataset.resource = l.resource;
    return e;
  }));
  data.limits.forEach((l, i) => gauge(element.children[i], l, data));
}

function gauge(element, limit, data) {
  const r = limit.resource, name = data.resources[r], c = colour(r), part = limit.limit > 0 ? limit.used / limit.limit : 0;
  const strained = limit.strain >= 1;
  const fill = make("div", { className: "fill", style: { width: Math.min(100, part * 100) + "%", background: c } });
  const plot = make("div", { className: "plot" });
  element.replaceChildren(
    make("div", { className: "head" },
      make("span", { className: "name" }, make("span", { className: "swatch", style: { background: c } }), name),
      make("span", {}, `${amount(r, limit.used)} of ${amount(r, limit.limit)}`)),
    make("div", { className: "track", role: "meter", "aria-label": name, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(Math.min(1, part) * 100) }, fill),
    make("div", { className: "said" },
      limit.full ? make("span", { className: "bad" }, r === 0 ? "threads wait for carriers" : "at its limit: what takes of it waits") : make("span", {}, measure(name)),
      make("span", { className: strained ? "bad" : "" }, "strain " + limit.strain.toFixed(2))),
    plot);
  const h = data.history, used = h["used" + r], most = h["limit" + r];
  if (used && most) {
    chart(plot, { secondsAgo: h.secondsAgo, height: 76, left: 58, say: v => amount(r, v), unit: r === 1 ? 2 ** 20 : 1,
      series: [{ values: used, colour: c, fill: true }, { values: most, colour: "var(--text)", dash: "4 3" }] });
  }
}
