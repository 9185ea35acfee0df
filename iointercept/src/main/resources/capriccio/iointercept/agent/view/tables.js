// Long runs, decisions, and one node in words.

import { ago, amount, brief, count, duration, isJdk, make, nanos } from "./words.js";

const MOST_ROWS = 12;

const KINDS = {
  cut: ["cut the limit", "signs of thrashing"],
  raise: ["raised the limit", "in demand, no signs of thrashing"],
  full: ["is at its limit", "what would take of it waits"],
  room: ["has room again", "below its limit for a second"],
  distrust: ["is not trusted any more", "its readings cannot be right"],
};

export function table(heads, rows) {
  return make("div", { className: "tables" }, make("table", {},
    make("thead", {}, make("tr", {}, ...heads.map(([name, wide]) => make("th", { className: wide ? "wide" : "" }, name)))),
    make("tbody", {}, ...rows.map(row => make("tr", {}, ...row.map((cell, i) => make("td", { className: heads[i][1] ? "wide" : "" }, cell)))))));
}

const step = e => make("code", {}, brief(e.fromLabel), make("span", { className: "arrow" }, " → "), brief(e.toLabel),
  make("span", { className: "arrow" }, e.toCalls ? ` (${e.toCalls})` : ""));

export function yields(element, data, thresholdMillis) {
  const often = e => e.meanNanos >= thresholdMillis * 1e6; // not once only
  const long = data.longest.filter(e => e.maxNanos >= thresholdMillis * 1e6)
    .sort((a, b) => often(b) - often(a) || (often(a) ? b.totalNanos - a.totalNanos : b.maxNanos - a.maxNanos));
  if (long.length === 0) {
    element.replaceChildren(make("p", { className: "empty" }, `No run that was timed took ${thresholdMillis} ms: no thread keeps others waiting for so long.`));
    return;
  }
  const rows = long.slice(0, MOST_ROWS).map(e => [step(e),
    make("span", { className: often(e) ? "bad" : "" }, nanos(e.meanNanos)),
    nanos(e.maxNanos), count(e.perSecond), count(e.count), nanos(e.totalNanos)]);
  const left = long.length - rows.length;
  element.replaceChildren(
    table([["from one blocking point to the next"], ["mean lately"], ["longest"], ["a second", true], ["in all", true], ["time in all", true]], rows),
    make("p", { className: "note" }, (left > 0 ? `${left} more. ` : "")
      + `While such a run lasts, other threads wait, until the quantum${data.process.quantumMillis ? ` of ${data.process.quantumMillis} ms` : " (which is off)"} ends. The longest may be the first, of code that was not compiled yet.`));
}

export function decisions(element, data) {
  if (!data.decisions) {
    element.replaceChildren(make("p", { className: "empty" }, `policy=${data.process.policy} decides nothing about resources.`));
    return;
  }
  if (data.decisions.length === 0) {
    element.replaceChildren(make("p", { className: "empty" }, "None yet: nothing has come near its limit."));
    return;
  }
  element.replaceChildren(make("ol", {}, ...grouped(data.decisions).slice(0, 60).map(d => {
    const [what, why] = KINDS[d.kind] ?? [d.kind, ""], say = v => amount(data.resources.indexOf(d.resource), v);
    const change = d.limitBefore !== d.limit ? ` from ${say(d.limitBefore)} to ${say(d.limit)}` : "";
    const [said, because] = d.times > 1 && d.kind === "raise" ? [`raised the limit ${d.times} times, from ${say(d.limitBefore)} to ${say(d.limit)}`, why + ";"]
      : d.times > 1 ? [`reached its limit ${d.times} times`, `within ${duration(d.oldest - d.secondsAgo)}; lastly`] : [what + change, why + ";"];
    return make("li", {}, make("time", {}, ago(d.secondsAgo)),
      make("div", {}, make("b", {}, d.resource), " " + said,
        make("small", {}, `${because} ${say(d.used)} used of ${say(d.limit)}, strain ${d.strain.toFixed(2)}`)));
  })));
}

/** Newest first; steps up one after the other are one entry, and so is coming to the limit and leaving it again and again. */
function grouped(decisions) {
  const all = [];
  for (const d of [...decisions].reverse()) {
    const last = all.at(-1), comesAndGoes = d.kind === "full" || d.kind === "room";
    if (last && comesAndGoes && last.resource === d.resource && (last.kind === "full" || last.kind === "room")) {
      last.times += d.kind === "full";
      last.oldest = d.secondsAgo;
    } else if (last && d.kind === "raise" && last.kind === "raise" && last.resource === d.resource) {
      last.times++;
      last.limitBefore = d.limitBefore;
    } else {
      all.push({ ...d, times: d.kind === "full" || d.kind === "raise" ? 1 : 0, oldest: d.secondsAgo });
    }
  }
  return all;
}

/** Not every run is timed: 0 is of an edge of which none was. */
const time = n => n === 0 ? "–" : nanos(n);

/** The node with its stack, if that is known already, and its runs. */
export function details(element, node, data, frames) {
  const runs = (edges, other) => table([["runs"], ["a second"], ["mean"], ["longest", true], ["takes", true]], edges.map(e => [
    make("code", {}, brief(data.byNumber.get(other(e))?.label ?? "not shown")), count(e.perSecond), time(e.meanNanos), time(e.maxNanos), takes(e, data)]));
  const out = data.edges.filter(e => e.from === node.number).sort((a, b) => b.count - a.count).slice(0, 8);
  const into = data.edges.filter(e => e.to === node.number).sort((a, b) => b.count - a.count).slice(0, 8);
  const parts = [
    make("h3", {}, node.label + (node.calls ? " → " + node.calls : "")),
    make("p", { className: "note" }, `${count(node.threads)} threads here now, ${count(node.perSecond)} arrivals a second, ${count(node.visits)} in all`
      + (node.level !== undefined && node.level !== 4 ? `; share level ${node.level} of 0 (most) to 8` : "")),
  ];
  if (node.held) parts.push(make("p", { className: "bad" }, `Held: runs from here take ${node.held}, of which too little is left.`));
  if (out.length) parts.push(make("h4", {}, "From here to"), runs(out, e => e.to));
  if (into.length) parts.push(make("h4", {}, "To here from"), runs(into, e => e.from));
  if (frames?.length) parts.push(make("h4", {}, "Stack, innermost first"), make("ol", { className: "frames" }, ...frames.map(f => make("li", { className: isJdk(f) ? "jdk" : "" }, f))));
  element.replaceChildren(...parts);
}

function takes(edge, data) {
  const all = (edge.changes ?? []).map((n, r) => r > 0 && n !== 0 && data.resources?.[r] ? `${amount(r, n)} ${data.resources[r]}` : "").filter(t => t);
  return all.join(", ") || "–";
}
