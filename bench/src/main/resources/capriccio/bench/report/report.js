(() => {
  const names = Object.keys(DATA.rows);
  const palette = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#57606a', '#bf3989', '#0a7d91'];
  const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
  const colour = row => palette[names.indexOf(row) % palette.length];
  const of = (row, n) => DATA.cells.find(c => c.row === row && c.connections === n);
  const draw = (title, caption, option) => figure(title, caption, Object.assign({color: palette}, option));
  const bars = {
    renderItem: (params, api) => {
      const x = api.value(0), top = api.coord([x, api.value(2)]), low = api.coord([x, api.value(1)]);
      const line = (x1, y1, x2, y2) => ({type: 'line', shape: {x1, y1, x2, y2}, style: {stroke: api.visual('color'), lineWidth: 1.5}});
      return {type: 'group', children: [line(top[0], top[1], low[0], low[1]),
        line(top[0] - 4, top[1], top[0] + 4, top[1]), line(low[0] - 4, low[1], low[0] + 4, low[1])]};
    }
  };
  const byConnections = (title, metric, unit, scale, log, caption) => {
    const series = [];
    names.forEach((row, i) => {
      const cells = DATA.connections.map(n => of(row, n)).filter(c => c && c.metrics[metric]);
      series.push({name: row, type: 'line', symbol: symbols[i % symbols.length], symbolSize: 8, color: colour(row),
        data: cells.map(c => ({value: [String(c.connections), c.metrics[metric][0] * scale], status: c.status,
          symbol: c.status === 'ok' ? undefined : 'empty' + (symbols[i % symbols.length][0].toUpperCase() + symbols[i % symbols.length].slice(1))}))});
      series.push({name: row, type: 'custom', color: colour(row), renderItem: bars.renderItem, silent: true, z: 3,
        encode: {x: 0, y: [1, 2]}, data: cells.map(c => [String(c.connections), c.metrics[metric][1] * scale, c.metrics[metric][2] * scale])});
    });
    draw(title, caption || '', {
      xAxis: {type: 'category', data: DATA.connections.map(String), name: 'connections', nameLocation: 'middle', nameGap: 28},
      yAxis: {type: log ? 'log' : 'value', name: unit, min: log ? undefined : 0},
      tooltip: {confine: true, formatter: p => `${p.seriesName}, ${p.value[0]} connections: ${p.value[1].toPrecision(4)} ${unit}` +
        (p.data.status && p.data.status !== 'ok' ? ` (${p.data.status})` : '')},
      series});
  };
  byConnections('Throughput', 'throughput', 'requests/s', 1, false, 'Hollow marks: client-bound (a lower bound) or failed in some round.');
  byConnections('Server CPU per request', 'serverCpuPerRequest', 'µs', 1, false, 'User and system time of the server process; holds for client-bound rows too.');
  DATA.connections.forEach(n => {
    distribution(`Response time, ${n} connections`, names.map(row => ({name: row, data: (of(row, n) || {}).curve || []})), palette);
  });
  byConnections('Connect time, p99', 'connectP99', 'ms', 1e-3, true, 'Connect to connected, while all connections are opened, at most 128 at a time.');
  byConnections('First response, p99', 'firstResponseP99', 'ms', 1e-3, true, 'Connect to the end of the first response: this includes being accepted.');
  byConnections("Jain's index of fairness", 'jain', '', 1, false, '1: every client got as many responses as any other.');
  byConnections('Resident memory of the server', 'serverResident', 'MB', 1, false, 'At the end of the slice; the heap is fixed.');
  byConnections('Threads in the server process', 'serverThreads', '', 1, true, 'As the kernel counts them.');
})();
