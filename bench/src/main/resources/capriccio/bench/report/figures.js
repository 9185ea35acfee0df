// What all pages draw with: one figure with a chart in it, at the end of #charts.
const drawn = [];
const figure = (title, caption, option) => {
  const holder = document.createElement('figure');
  const box = document.createElement('div');
  box.className = 'chart';
  holder.append(box);
  if (caption) {
    const text = document.createElement('figcaption');
    text.textContent = caption;
    holder.append(text);
  }
  document.getElementById('charts').append(holder);
  const chart = echarts.init(box, null, {renderer: 'svg'});
  chart.setOption(Object.assign({
    animation: false, title: {text: title, textStyle: {fontSize: 14}},
    legend: {top: 26, type: 'scroll'}, grid: {left: 64, right: 20, top: 64, bottom: 46}, tooltip: {confine: true}
  }, option));
  drawn.push(chart);
};
// Share of responses that took longer, against time: from pairs of a percentile and milliseconds.
const distribution = (title, series, color) => figure(title, 'Share of responses that took longer, against time; all sound rounds together.', {
  color,
  xAxis: {type: 'log', name: 'percentile', nameLocation: 'middle', nameGap: 28, min: 1, max: 10000,
    axisLabel: {formatter: v => v <= 1 ? '0' : String(+(100 - 100 / v).toFixed(2))}},
  yAxis: {type: 'log', name: 'ms'},
  tooltip: {confine: true, trigger: 'item', formatter: p => `${p.seriesName}: p${+(100 - 100 / p.value[0]).toFixed(2)} = ${p.value[1].toPrecision(3)} ms`},
  series: series.map(s => ({name: s.name, type: 'line', symbolSize: 4, data: s.data.map(([p, ms]) => [100 / (100 - p), Math.max(ms, 0.001)])}))
});
addEventListener('resize', () => drawn.forEach(c => c.resize()));
addEventListener('beforeprint', () => drawn.forEach(c => c.resize()));
