(() => {
  const palette = ['#1f6feb', '#0a7d91', '#57606a', '#d1242f', '#1a7f37', '#9a6700', '#8250df'];
  for (const {key, title, log} of DATA.figures) {
    const type = log ? 'log' : 'value';
    figure(title, '', {
      color: palette, tooltip: {trigger: 'axis', confine: true},
      xAxis: {type: 'category', data: DATA.loads, name: DATA.unit, nameLocation: 'middle', nameGap: 26},
      yAxis: {type, min: log ? null : 0},
      // A logarithm has no place for what was never answered.
      series: DATA.series.map(s => ({name: s.name, type: 'line', data: s[key].map(v => log && !(v > 0) ? null : v)}))
    });
  }
  DATA.distributions.forEach(d => distribution(d.title, d.series, palette));
  for (const {title, log, series} of DATA.curves) {
    figure(title, '', {
      color: palette, tooltip: {trigger: 'axis', confine: true},
      xAxis: {type: 'value', name: 'seconds', nameLocation: 'middle', nameGap: 26, min: 0, max: 'dataMax', axisLabel: {formatter: v => String(+v.toFixed(1))}},
      yAxis: {type: log ? 'log' : 'value', min: log ? null : 0},
      series: series.map(s => ({name: s.name, type: 'line', showSymbol: false,
        data: s.data.map(([t, v]) => [t, log && !(v > 0) ? null : v])}))
    });
  }
})();
