// Where nodes are. Time runs along columns: a node is as many columns from the start of threads as blocking points come
// before it at least. A node that is placed stays; later ones take free cells near those before them.

const START = 0, END = 1;

export class Layout {
  /** As many rows in a column at most as fit; of a phone, columns are rows. */
  constructor(rows) {
    this.rows = rows;
    this.cells = new Map(); // node number -> {column, row}, also of nodes that are not shown any more
    this.taken = new Map(); // "column,row" -> node number
  }

  /** Cells for these nodes. */
  place(nodes, edges) {
    const shown = new Set(nodes.map(n => n.number));
    for (const [key, n] of this.taken) {
      if (!shown.has(n)) this.taken.delete(key);
    }
    if (this.cells.size === 0) {
      this.arrange(nodes, edges);
    }
    for (const node of nodes) {
      const cell = this.cells.get(node.number);
      if (!cell || (this.taken.get(key(cell)) ?? node.number) !== node.number) {
        this.add(node.number, edges);
      } else {
        this.taken.set(key(cell), node.number);
      }
    }
    return this.cells;
  }

  put(number, column, row) {
    const cell = { column, row };
    this.cells.set(number, cell);
    this.taken.set(key(cell), number);
  }

  arrange(nodes, edges) {
    const layers = layered(nodes, edges);
    const tallest = Math.min(this.rows, Math.max(...layers.map(l => l.length)));
    let column = 0;
    for (const layer of layers) {
      const wide = Math.ceil(layer.length / this.rows);
      const tall = Math.ceil(layer.length / wide);
      layer.forEach((number, i) => {
        const inColumn = Math.floor(i / tall) === wide - 1 ? layer.length - tall * (wide - 1) : tall;
        this.put(number, column + Math.floor(i / tall), Math.floor((tallest - inColumn) / 2) + i % tall);
      });
      column += wide;
    }
  }

  /** In the free cell that is nearest to the one after its predecessor. */
  add(number, edges) {
    const before = edges.filter(e => e.to === number && this.cells.has(e.from)).sort((a, b) => b.count - a.count)[0];
    const from = before ? this.cells.get(before.from) : { column: 0, row: 0 };
    let best = null, least = Infinity;
    for (let column = 0; column <= from.column + this.taken.size + 1; column++) {
      for (let row = 0; row < this.rows; row++) {
        const far = Math.abs(column - from.column - 1) * 2 + (column <= from.column ? 3 : 0) + Math.abs(row - from.row);
        if (far < least && !this.taken.has(column + "," + row)) {
          least = far;
          best = { column, row };
        }
      }
    }
    this.put(number, best.column, best.row);
  }
}

/** As few rows, of so many at most, as make no more columns than fit; the flattest of all if nothing does. */
export function rowsThatFit(nodes, edges, columns, most) {
  const sizes = layered(nodes, edges).map(l => l.length);
  for (let rows = 3; rows < most; rows++) {
    if (sizes.reduce((sum, n) => sum + Math.ceil(n / rows), 0) <= columns) return rows;
  }
  return most;
}

const key = cell => cell.column + "," + cell.row;

/** Numbers of nodes by their distance from the start, each layer in an order that crosses few edges. */
function layered(nodes, edges) {
  const depth = new Map([[START, 0]]);
  const after = new Map();
  for (const e of edges) {
    if (!after.has(e.from)) after.set(e.from, []);
    after.get(e.from).push(e);
  }
  const queue = [START];
  for (const n of queue) {
    for (const e of after.get(n) ?? []) {
      if (!depth.has(e.to)) {
        depth.set(e.to, depth.get(n) + 1);
        queue.push(e.to);
      }
    }
  }
  const layers = [];
  for (const { number } of nodes) {
    if (number === END) continue;
    const d = depth.get(number) ?? 1;
    (layers[d] ??= []).push(number);
  }
  if (nodes.some(n => n.number === END)) layers.push([END]);
  const filled = layers.filter(l => l); // a layer may have none that is shown
  for (let sweep = 0; sweep < 4; sweep++) {
    for (let i = 1; i < filled.length; i++) order(filled[i], filled[i - 1], edges, e => [e.to, e.from]);
    for (let i = filled.length - 2; i >= 0; i--) order(filled[i], filled[i + 1], edges, e => [e.from, e.to]);
  }
  return filled;
}

/** By the mean place of their neighbours in the fixed layer. */
function order(layer, fixed, edges, ends) {
  const place = new Map(fixed.map((n, i) => [n, (i + .5) / fixed.length]));
  const sums = new Map(layer.map((n, i) => [n, { sum: 0, n: 0, was: (i + .5) / layer.length }]));
  for (const e of edges) {
    const [mine, other] = ends(e);
    if (sums.has(mine) && place.has(other)) {
      const s = sums.get(mine);
      s.sum += place.get(other);
      s.n++;
    }
  }
  const mean = n => { const s = sums.get(n); return s.n ? s.sum / s.n : s.was; };
  layer.sort((a, b) => mean(a) - mean(b) || a - b);
}
