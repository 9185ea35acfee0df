// The graph as SVG: circles for nodes, by the threads that are there; arrows for runs, by how often; colours by resource.

import { brief, count, cut, make, nanos } from "./words.js";
import { Layout, rowsThatFit } from "./layout.js";

const START = 0, END = 1;
/** Pixels from cell to cell, letters of a label, and the least scale: beyond it, the canvas scrolls. */
const WIDE = { across: 146, along: 88, letters: 21, least: .84 };
const NARROW = { across: 116, along: 92, letters: 17, least: .8 };
const LARGEST = 22, SMALLEST = 6, WIDEST = 7, MOST_ROWS = 8;

export class Drawing {
  constructor(canvas, onChoose) {
    this.canvas = canvas;
    this.onChoose = onChoose;
    this.nodes = new Map();
    this.edges = new Map();
    this.sticky = new Set(); // numbers of nodes that are shown
    this.scores = new Map();
    this.chosen = -1;
    this.layout = null;
  }

  arrange() {
    this.layout = null;
  }

  /** The busiest lately. What is shown stays until another is twice as busy: nodes of equal rank must not take turns. */
  busiest(data, most) {
    const scores = new Map(data.nodes.map(n => {
      const now = n.number <= END ? Infinity : n.perSecond + n.threads + (n.held ? 1e9 : 0) + n.visits * 1e-9;
      const before = this.scores.get(n.number) ?? now;
      return [n.number, now === Infinity ? now : before * .8 + now * .2];
    }));
    this.scores = scores;
    const busy = n => scores.get(n.number);
    const sorted = [...data.nodes].sort((a, b) => busy(b) - busy(a));
    const shown = sorted.filter(n => this.sticky.has(n.number)).slice(0, most);
    for (const n of sorted.filter(n => !shown.includes(n))) {
      if (shown.length >= most) {
        if (busy(n) < 2 * busy(shown.at(-1))) break;
        shown.pop();
      }
      shown.push(n);
      shown.sort((a, b) => busy(b) - busy(a));
    }
    this.sticky = new Set(shown.map(n => n.number));
    return new Map(shown.map(n => [n.number, n]));
  }

  update(data, most) {
    const shown = this.busiest(data, most);
    const all = data.edges.filter(e => shown.has(e.from) && shown.has(e.to));
    const edges = this.heaviest(all, shown.size);
    if (shown.size < 2) {
      return { nodes: shown.size, edgesLeftOut: 0 };
    }
    const narrow = this.canvas.clientWidth < 600;
    const available = this.canvas.clientWidth || 800;
    if (!this.layout || Math.abs(available / this.laidFor - 1) > .1) {
      this.narrow = narrow;
      this.laidFor = available;
      this.cell = narrow ? NARROW : WIDE;
      this.layout = new Layout(narrow ? Math.max(2, Math.floor(available / (NARROW.across * NARROW.least)))
        : rowsThatFit([...shown.values()], edges, Math.floor(available / (WIDE.across * WIDE.least)), MOST_ROWS));
      this.begin();
    }
    const cells = this.layout.place([...shown.values()], edges);
    this.measure([...shown.keys()].map(n => cells.get(n)), available);
    const mostThreads = Math.max(8, ...[...shown.values()].map(n => n.threads));
    for (const n of shown.values()) {
      n.r = n.number <= END ? 9 : Math.sqrt(SMALLEST ** 2 + (LARGEST ** 2 - SMALLEST ** 2) * n.threads / mostThreads);
      [n.x, n.y] = this.at(cells.get(n.number));
    }
    this.drawEdges(edges, shown);
    this.drawNodes(shown);
    this.choose(this.chosen);
    return { nodes: shown.size, edgesLeftOut: all.length - edges.length };
  }

  /** Where nearly all nodes are joined, only the runs that are made most, and those of the chosen node. */
  heaviest(edges, nodes) {
    const most = Math.max(60, Math.round(nodes * 2.5));
    if (edges.length <= most) return edges;
    const sorted = [...edges].sort((a, b) => b.perSecond - a.perSecond || b.count - a.count);
    return sorted.filter((e, i) => i < most || e.from === this.chosen || e.to === this.chosen);
  }

  begin() {
    this.nodes.clear();
    this.edges.clear();
    this.edgeLayer = make("g", { fill: "none" });
    this.nodeLayer = make("g");
    this.svg = make("svg", { role: "group", "aria-label": "Blocking graph", "font-family": "system-ui, sans-serif" }, this.edgeLayer, this.nodeLayer);
    this.canvas.replaceChildren(this.svg);
  }

  measure(cells, available) {
    const columns = Math.max(...cells.map(c => c.column)) + 1, rows = Math.max(...cells.map(c => c.row)) + 1;
    const width = (this.narrow ? rows : columns) * this.cell.across, height = (this.narrow ? columns : rows) * this.cell.along + 20;
    const scale = Math.max(this.cell.least, Math.min(1.15, available / width));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("width", Math.floor(width * scale));
    this.svg.setAttribute("height", Math.floor(height * scale));
  }

  at(cell) {
    const [a, b] = this.narrow ? [cell.row, cell.column] : [cell.column, cell.row];
    return [(a + .5) * this.cell.across, b * this.cell.along + 24 + LARGEST];
  }

  drawNodes(shown) {
    for (const [number, g] of this.nodes) {
      if (!shown.has(number)) {
        g.root.remove();
        this.nodes.delete(number);
      }
    }
    for (const n of shown.values()) {
      const g = this.nodes.get(n.number) ?? this.addNode(n);
      const isEnd = n.number <= END;
      g.disc.setAttribute("r", n.r);
      g.ring.setAttribute("r", n.r + 4);
      g.label.setAttribute("transform", `translate(0 ${(n.r + 15).toFixed(1)})`);
      g.ring.setAttribute("stroke-opacity", n.held ? 1 : 0);
      g.disc.setAttribute("fill", isEnd ? "var(--card)" : n.colour);
      g.disc.setAttribute("stroke", isEnd ? "var(--dim)" : "var(--card)");
      g.number.textContent = isEnd || n.threads === 0 ? "" : n.r >= 12 ? count(n.threads).replace(" ", "") : "";
      g.root.setAttribute("aria-label", `${n.label}, ${n.threads} threads, ${count(n.perSecond)} runs a second`);
      g.title.textContent = isEnd ? n.label : `${n.label}${n.calls ? " → " + n.calls : ""}\n${n.threads} threads here now${n.held ? ", held: " + n.held : ""}\n${count(n.perSecond)} arrivals a second, ${count(n.visits)} in all`;
    }
  }

  addNode(n) {
    const text = (words, y, fill, size) => make("text", { y, fill, "font-size": size, "text-anchor": "middle", "paint-order": "stroke", stroke: "var(--card)", "stroke-width": 3.5, "stroke-linejoin": "round" }, cut(words, this.cell.letters));
    const isEnd = n.number <= END;
    const g = {
      ring: make("circle", { fill: "none", stroke: "var(--bad)", "stroke-width": 2, "stroke-dasharray": "4 3" }),
      disc: make("circle", { "stroke-width": 2 }),
      number: make("text", { y: 4, "font-size": 11, "font-weight": 600, fill: "var(--card)", "text-anchor": "middle" }),
      title: make("title"),
      label: make("g", {}, text(isEnd ? n.label.replace("thread ", "") : brief(n.label), 0, isEnd ? "var(--dim)" : "var(--text)", 12), text(n.calls, 14, "var(--dim)", 11)),
    };
    g.root = make("g", { transform: `translate(${n.x} ${n.y})`, tabindex: 0, role: "button", "data-node": n.number }, g.title, g.ring, g.disc, g.number, g.label);
    g.label.style.transition = "transform .6s";
    g.root.style.cursor = "pointer";
    g.disc.style.transition = "r .6s, fill .6s";
    g.root.addEventListener("click", () => this.onChoose(n.number));
    g.root.addEventListener("keydown", e => {
      if (e.key === "Enter" || e.key === " ") {
        e.preventDefault();
        this.onChoose(n.number);
      }
    });
    this.nodeLayer.append(g.root);
    this.nodes.set(n.number, g);
    return g;
  }

  drawEdges(edges, shown) {
    const fastest = Math.max(1, ...edges.map(e => e.perSecond));
    const seen = new Set();
    for (const e of edges) {
      const id = e.from + ">" + e.to;
      seen.add(id);
      let g = this.edges.get(id);
      if (!g) {
        g = { line: make("path", { "stroke-linecap": "round" }), head: make("polygon"), title: make("title"), from: e.from, to: e.to };
        g.root = make("g", {}, g.title, g.line, g.head);
        this.edgeLayer.append(g.root);
        this.edges.set(id, g);
      }
      const width = 1 + (WIDEST - 1) * Math.sqrt(e.perSecond / fastest);
      const { path, head } = curve(shown.get(e.from), shown.get(e.to), width);
      g.line.setAttribute("d", path);
      g.head.setAttribute("points", head);
      g.line.setAttribute("stroke", e.colour);
      g.line.setAttribute("stroke-width", width.toFixed(2));
      g.line.setAttribute("stroke-dasharray", e.gives ? `${width * 2 + 2} ${width + 4}` : "none");
      g.head.setAttribute("fill", e.colour);
      g.opacity = e.perSecond > 0 ? .75 : .25;
      g.title.textContent = `${brief(shown.get(e.from).label)} → ${brief(shown.get(e.to).label)}\n${count(e.perSecond)} a second, ${count(e.count)} in all\nmean ${nanos(e.meanNanos)}, longest ${nanos(e.maxNanos)}`;
    }
    for (const [id, g] of this.edges) {
      if (!seen.has(id)) {
        g.root.remove();
        this.edges.delete(id);
      }
    }
  }

  /** What touches the chosen node stands out. */
  choose(number) {
    this.chosen = this.nodes.has(number) ? number : -1;
    const near = new Set([number]);
    for (const g of this.edges.values()) {
      const touches = g.from === number || g.to === number;
      if (touches) near.add(g.from).add(g.to);
      g.root.setAttribute("opacity", this.chosen < 0 ? g.opacity : touches ? 1 : .12);
    }
    for (const [n, g] of this.nodes) {
      g.root.setAttribute("opacity", this.chosen < 0 || near.has(n) ? 1 : .35);
    }
  }

  /** A file that needs nothing else: colours are those of now. */
  file() {
    const copy = this.svg.cloneNode(true);
    const style = getComputedStyle(document.documentElement);
    const resolve = value => value.replace(/var\((--[a-z0-9]+)\)/g, (all, name) => style.getPropertyValue(name).trim());
    for (const e of [copy, ...copy.querySelectorAll("*")]) {
      for (const a of ["fill", "stroke"]) {
        if (e.hasAttribute(a)) e.setAttribute(a, resolve(e.getAttribute(a)));
      }
      e.removeAttribute("tabindex");
      e.removeAttribute("style");
    }
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.prepend(make("rect", { width: "100%", height: "100%", fill: resolve("var(--card)") }));
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(copy);
  }
}

/** From rim to rim, to the left of the straight line, so that the way back is another. */
function curve(a, b, width) {
  const long = 6 + width * 1.2, half = 2.5 + width * .9;
  if (a === b) {
    const w = 10 + width * 2, top = a.y - a.r - 24 - width, y = a.y - a.r * .86, x = a.r * .5;
    return { path: `M${f(a.x - x)} ${f(y - 1)}C${f(a.x - x - w)} ${f(top)} ${f(a.x + x + w)} ${f(top)} ${f(a.x + x + long * .42)} ${f(y - long * .9)}`, head: arrow(a.x + x, y - 1, -.42, .9, long, half) };
  }
  const dx = b.x - a.x, dy = b.y - a.y, far = Math.hypot(dx, dy);
  const bend = Math.min(64, far * (far > 260 ? .2 : .14));
  const cx = (a.x + b.x) / 2 + dy / far * bend, cy = (a.y + b.y) / 2 - dx / far * bend;
  const [sx, sy] = rim(a, cx, cy, 1), [ex, ey] = rim(b, cx, cy, 1), [lx, ly] = rim(b, cx, cy, long);
  const d = Math.hypot(b.x - cx, b.y - cy);
  return { path: `M${f(sx)} ${f(sy)}Q${f(cx)} ${f(cy)} ${f(lx)} ${f(ly)}`, head: arrow(ex, ey, (b.x - cx) / d, (b.y - cy) / d, long, half) };
}

function rim(n, x, y, gap) {
  const d = Math.hypot(x - n.x, y - n.y) || 1;
  return [n.x + (x - n.x) / d * (n.r + gap), n.y + (y - n.y) / d * (n.r + gap)];
}

function arrow(x, y, ux, uy, long, half) {
  const bx = x - ux * long, by = y - uy * long;
  return `${f(x)},${f(y)} ${f(bx - uy * half)},${f(by + ux * half)} ${f(bx + uy * half)},${f(by - ux * half)}`;
}

const f = x => x.toFixed(1);
