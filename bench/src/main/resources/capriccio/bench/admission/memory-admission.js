(() => {
  const palette = ['#1f6feb', '#0a7d91', '#57606a', '#d1242f', '#1a7f37'];
  for (const [name, title, type] of [['goodput', 'completed/s', 'value'], ['jain', "Jain's index", 'value'], ['p99', 'p99, ms', 'log']]) {
    figure(title, '', {
      color: palette, tooltip: {trigger: 'axis', confine: true},
      xAxis: {type: 'category', data: DATA.clients, name: 'clients', nameLocation: 'middle', nameGap: 26},
      yAxis: {type, min: type === 'value' ? 0 : null},
      // A logarithm has no place for what was never answered.
      series: DATA.series.map(s => ({name: s.name, type: 'line', data: s[name].map(v => type === 'log' && !(v > 0) ? null : v)}))
    });
  }
})();
