(() => {
  const palette = ['#1f6feb', '#0a7d91', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#57606a', '#bf3989', '#6e4a1f', '#3b5b92',
    '#e36209', '#2da44e', '#a475f9', '#b08800'];
  const symbols = ['circle', 'rect', 'triangle', 'diamond'];
  const rows = DATA.rows;
  // One chart for each benchmark; its categories are the values of the last parameter.
  for (const [name, figures] of Object.entries(DATA.charts)) {
    const categories = [...new Set(figures.map(f => f.category))];
    const present = rows.filter(row => figures.some(f => f.row === row));
    const line = name === 'message';
    // A row has its colour in all charts, but where there are more rows than colours.
    const order = line ? present : rows;
    figure(`${name}, ${figures[0].unit}`, '', {
      color: palette,
      xAxis: {type: 'category', data: categories}, yAxis: {type: 'log', name: figures[0].unit},
      series: present.map(row => ({
        name: row, type: line ? 'line' : 'bar', color: palette[order.indexOf(row) % palette.length],
        symbol: symbols[order.indexOf(row) % symbols.length], symbolSize: 8,
        data: categories.map(c => (figures.find(f => f.row === row && f.category === c) || {value: null}).value)
      }))
    });
  }
})();
