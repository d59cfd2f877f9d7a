// The series of a cell, drawn by uPlot.
import { element, show } from './explorer-parts.js';

const COLORS = ['#0b5fa5', '#c4501b'];
const TALL = 190;

const sizeIn = holder => ({ width: holder.clientWidth - 18, height: TALL });

/** Gives the chart in a section the section's width. */
export const fitChart = holder => holder.chart?.setSize(sizeIn(holder));

/** Draws the series of a cell into a section of the page; `closed` is called when it goes away. */
export function chart(holder, lines, cell, closed) {
  holder.chart?.destroy();
  holder.chart = null;
  const close = element('button', { type: 'button', textContent: 'Close' }), note = element('span'), place = element('div');
  close.onclick = () => { holder.hidden = true; closed(); };
  const every = lines[0].step > 1 ? `, every ${lines[0].step}th` : '';
  const title = `${lines.map(l => l.name).join(' and ')} at cell ${cell} along ${lines[0].dim}${every}`;
  holder.replaceChildren(element('div', { className: 'head' }, element('b', { textContent: title }), note, close), place);
  holder.hidden = false;
  if (lines.every(l => l.values.every(v => v == null))) { note.textContent = 'all values are missing'; return; }
  const { labels } = lines[0], label = k => labels[Math.round(k)] ?? '', axis = { stroke: '#59636f', grid: { stroke: '#d5d9df', width: 1 }, ticks: { show: false } };
  const made = new uPlot({
    ...sizeIn(holder),
    scales: { x: { time: false } },
    axes: [
      { ...axis, size: 28, space: 160, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], values: (_, ticks) => ticks.map(label) },
      { ...axis, size: 80, values: (_, ticks) => ticks.map(show) },
    ],
    series: [
      { label: lines[0].dim, value: (_, k) => (k == null ? '' : label(k)) },
      ...lines.map((l, k) => ({ label: l.name, stroke: COLORS[k], width: 1.5, value: (_, v) => (v == null ? '' : show(v)) })),
    ],
  }, [labels.map((_, k) => k), ...lines.map(l => l.values)], place);
  made.root.querySelector('canvas').setAttribute('role', 'img');
  made.root.querySelector('canvas').setAttribute('aria-label', title);
  holder.chart = made;
}
