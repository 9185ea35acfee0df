(() => {
  const palette = ['#1f6feb', '#0a7d91', '#57606a', '#d1242f', '#1a7f37'];
  const charts = [];
  for (const [figure, title, type] of [['goodput', 'completed/s', 'value'], ['jain', "Jain's index", 'value'], ['p99', 'p99, ms', 'log']]) {
    const holder = document.createElement('figure');
    const box = document.createElement('div');
    box.className = 'chart';
    holder.append(box);
    document.getElementById('charts').append(holder);
    const chart = echarts.init(box, null, {renderer: 'svg'});
    chart.setOption({
      animation: false, color: palette, title: {text: title, textStyle: {fontSize: 14}},
      legend: {top: 26, type: 'scroll'}, grid: {left: 64, right: 20, top: 64, bottom: 46},
      tooltip: {trigger: 'axis', confine: true},
      xAxis: {type: 'category', data: DATA.clients, name: 'clients', nameLocation: 'middle', nameGap: 26},
      yAxis: {type, min: type === 'value' ? 0 : null},
      // A logarithm has no place for what was never answered.
      series: DATA.series.map(s => ({name: s.name, type: 'line', data: s[figure].map(v => type === 'log' && !(v > 0) ? null : v)}))
    });
    charts.push(chart);
  }
  addEventListener('resize', () => charts.forEach(c => c.resize()));
  addEventListener('beforeprint', () => charts.forEach(c => c.resize()));
})();
