(() => {
  const palette = ['#1f6feb', '#0a7d91', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#57606a', '#bf3989', '#6e4a1f', '#3b5b92'];
  const rows = DATA.rows;
  const charts = [];
  // One chart for each benchmark; its categories are the values of the last parameter.
  for (const [name, figures] of Object.entries(DATA.charts)) {
    const holder = document.createElement('figure');
    const box = document.createElement('div');
    box.className = 'chart';
    holder.append(box);
    document.getElementById('charts').append(holder);
    const chart = echarts.init(box, null, {renderer: 'svg'});
    const categories = [...new Set(figures.map(f => f.category))];
    const present = rows.filter(row => figures.some(f => f.row === row));
    const line = name === 'message';
    chart.setOption({
      animation: false, color: palette, title: {text: `${name}, ${figures[0].unit}`, textStyle: {fontSize: 14}},
      legend: {top: 26, type: 'scroll'}, grid: {left: 64, right: 20, top: 64, bottom: 46}, tooltip: {confine: true},
      xAxis: {type: 'category', data: categories}, yAxis: {type: 'log', name: figures[0].unit},
      series: present.map(row => ({
        name: row, type: line ? 'line' : 'bar', color: palette[rows.indexOf(row) % palette.length],
        data: categories.map(c => (figures.find(f => f.row === row && f.category === c) || {value: null}).value)
      }))
    });
    charts.push(chart);
  }
  addEventListener('resize', () => charts.forEach(c => c.resize()));
  addEventListener('beforeprint', () => charts.forEach(c => c.resize()));
})();
