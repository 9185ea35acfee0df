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
addEventListener('resize', () => drawn.forEach(c => c.resize()));
addEventListener('beforeprint', () => drawn.forEach(c => c.resize()));
