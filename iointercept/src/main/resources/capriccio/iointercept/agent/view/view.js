// Asks the program for its graph once a second and shows it.

import { chart, gauges, keys, perSecond } from "./charts.js";
import { Drawing } from "./drawing.js";
import { decisions, details, yields } from "./tables.js";
import { colour, count, CPU, duration, make } from "./words.js";

const EVERY_MILLIS = 1000;
/** A run that takes less than so many times the mean of everything counts as light. */
const NOTABLE = .5;

const $ = id => document.getElementById(id);
const drawing = new Drawing($("canvas"), choose);
let data = null, chosen = -1, frames = null, paused = false, lastAnswer = 0;

async function ask() {
  if (!paused && !document.hidden) {
    try {
      const answer = await fetch("live.json", { signal: AbortSignal.timeout(5000) });
      if (!answer.ok) throw new Error(`the program answers ${answer.status}`);
      data = await answer.json();
      const isFirst = lastAnswer === 0;
      lastAnswer = Date.now();
      prepare(data);
      show();
      if (isFirst && /^#\d+$/.test(location.hash)) choose(Number(location.hash.slice(1)));
      status("live", "live");
    } catch (e) {
      const since = lastAnswer ? ` for ${duration((Date.now() - lastAnswer) / 1000)}` : "";
      status("lost", e instanceof TypeError || e.name === "TimeoutError" ? "no answer" + since : e.message);
    }
  }
  setTimeout(ask, EVERY_MILLIS);
}

function status(kind, words) {
  $("pulse").className = kind;
  $("pulse").textContent = words;
}

/** Names, colours and what the policy does, beside each node and edge. */
function prepare(d) {
  d.byNumber = new Map(d.nodes.map(n => [n.number, n]));
  for (const n of d.nodes) n.threads = Math.min(n.threads, d.process.alive); // of a large graph, counts are some steps apart
  for (const t of d.treated ?? []) {
    const n = d.byNumber.get(t.node);
    if (n) {
      n.level = t.level;
      n.held = t.heldBy >= 0 && n.threads > 0 ? d.resources[t.heldBy] : "";
    }
  }
  const units = meanTakes(d.edges);
  const scores = new Map(d.nodes.map(n => [n.number, []]));
  for (const e of d.edges) {
    const [resource, score] = dominant(e, units);
    e.resource = resource;
    e.gives = score < 0;
    e.colour = colour(resource);
    const weight = e.perSecond + e.count * 1e-6, of = scores.get(e.from);
    if (of && resource >= 0) of[resource] = (of[resource] ?? 0) + weight * Math.abs(score);
    if (of && resource < 0) of.light = (of.light ?? 0) + weight;
  }
  for (const n of d.nodes) {
    let best = -1, most = scores.get(n.number).light ?? 0;
    scores.get(n.number).forEach((s, r) => {
      if (s > most) [best, most] = [r, s];
    });
    n.colour = colour(best);
    n.resource = best;
  }
}

const changeOf = (edge, r) => r === CPU ? edge.meanNanos : edge.changes?.[r] ?? 0;

/** By resource: what a run takes on average of all. */
function meanTakes(edges) {
  const sums = [];
  let runs = 0;
  for (const e of edges) {
    runs += e.count;
    for (let r = 0; r < Math.max(1, e.changes?.length ?? 0); r++) sums[r] = (sums[r] ?? 0) + e.count * Math.max(0, changeOf(e, r));
  }
  return sums.map(s => s / Math.max(1, runs));
}

/** The resource of which a run takes, or gives, most in units of the mean; −1 if it takes little of any. */
function dominant(edge, units) {
  let best = -1, most = 0;
  units.forEach((unit, r) => {
    const score = unit > 0 ? changeOf(edge, r) / unit : 0;
    if (Math.abs(score) >= NOTABLE && Math.abs(score) > Math.abs(most)) [best, most] = [r, score];
  });
  return [best, most];
}

function show() {
  const p = data.process;
  document.title = `${p.program || "Capriccio"} – blocking graph`;
  $("program").textContent = p.program || `process ${p.pid}`;
  $("about").textContent = `process ${p.pid}, Java ${p.java}, ${p.agent}, policy=${p.policy}`
    + (data.fallenBack ? " – fallen back to first in, first out" : "");
  facts();
  const { nodes, edgesLeftOut } = drawing.update(data, Number($("most").value));
  $("shown").textContent = (nodes >= data.nodesInAll ? `${data.nodesInAll} nodes, ${data.edgesInAll} edges`
    : `${nodes} of ${data.nodesInAll} nodes; ${data.nodesInAll - nodes} less busy ones are hidden`)
    + (edgesLeftOut > 0 ? `; ${edgesLeftOut} thinner edges too` : "");
  legend();
  gauges($("gauges"), data);
  timelines();
  yields($("yield-table"), data, Number($("threshold").value));
  decisions($("journal"), data);
  showChosen();
}

function facts() {
  const p = data.process, h = data.history, parks = perSecond(h.parks, h.secondsAgo).slice(-4).filter(v => v !== null);
  const all = [["threads", count(p.alive)], ["parks a second", count(parks.reduce((a, b) => a + b, 0) / Math.max(1, parks.length))], ["carriers", p.carriers], ["up", duration(p.seconds)]];
  if (data.held !== undefined) all.splice(1, 0, ["held back", count(data.held)]);
  $("facts").replaceChildren(...all.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, String(value)))));
}

function legend() {
  const names = data.resources ?? ["cpu"], used = new Set([...data.edges, ...data.nodes].map(e => e.resource));
  const item = (swatch, words, style = {}) => make("li", {}, make("span", { className: "swatch " + swatch, style }), words);
  $("legend").replaceChildren(
    ...names.map((name, r) => used.has(r) ? item("", `takes ${name} most`, { background: colour(r) }) : "").filter(e => e),
    item("", "takes little", { background: colour(-1) }),
    item("loop", "gives back"),
    ...(data.limits ? [item("ring", "held back")] : []),
    make("li", {}, "circle: threads there now · width: runs a second"));
}

function timelines() {
  const h = data.history, last = values => values?.at(-1) ?? 0, secondsAgo = h.secondsAgo;
  const show = (element, lines) => {
    const plot = element.querySelector(".plot") ?? make("div", { className: "plot" });
    element.replaceChildren(keys(...lines.map(([name, c, values]) => [name, c, count(last(values))])), plot);
    chart(plot, { secondsAgo, say: count, unit: 1, series: lines.map(([, c, values, fill]) => ({ values, colour: c, fill })) });
  };
  const lines = [["alive", "var(--cpu)", h.alive, true]];
  if (h.queued) lines.push(["ready to run", "var(--heap)", h.queued], ["of these held back", "var(--bad)", h.held]);
  show($("threads-chart"), lines);
  const entry = [["started a second", "var(--light)", perSecond(h.started, secondsAgo)]];
  if (h.admitted) {
    entry.push(["admitted a second", "var(--descriptors)", perSecond(h.admitted, secondsAgo)], ["waiting", "var(--heap)", h.waiting],
      ["refused a second", "var(--bad)", perSecond(h.refused, secondsAgo)]);
  }
  show($("admission-chart"), entry);
  const a = data.admission;
  $("admission-note").textContent = !a ? `policy=${data.process.policy} admits all.`
    : a.limited ? "A resource is at its limit: new work waits at the entry." : "All new work may begin.";
}

async function choose(number) {
  chosen = chosen === number ? -1 : number;
  frames = null;
  history.replaceState(null, "", chosen < 0 ? location.pathname : "#" + chosen);
  drawing.choose(chosen);
  showChosen();
  if (chosen < 0) return;
  try {
    const whole = await (await fetch("graph.json", { signal: AbortSignal.timeout(5000) })).json();
    if (chosen === number) frames = whole.nodes.find(n => n.number === number)?.frames ?? [];
    showChosen();
  } catch {
    status("lost", "no answer");
  }
}

function showChosen() {
  const node = data?.byNumber.get(chosen);
  if (node) {
    details($("details"), node, data, frames);
  } else {
    $("details").replaceChildren(make("p", { className: "empty" }, "Choose a circle in the graph to see where its threads stand and what their runs take."));
  }
}

$("pause").addEventListener("click", () => {
  paused = !paused;
  $("pause").textContent = paused ? "Go on" : "Pause";
  $("pause").setAttribute("aria-pressed", paused);
  if (paused) status("", "paused");
});
$("arrange").addEventListener("click", () => {
  drawing.arrange();
  if (data) show();
});
for (const id of ["most", "threshold"]) $(id).addEventListener("change", () => data && show());
$("svg").addEventListener("click", () => {
  if (!drawing.svg) return;
  const url = URL.createObjectURL(new Blob([drawing.file()], { type: "image/svg+xml" }));
  make("a", { href: url, download: "graph.svg" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
});
addEventListener("resize", () => data && show());
ask();
