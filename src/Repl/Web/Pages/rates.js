// Three curves of the last seconds: bytes read, bytes moved, tasks. Each has its own scale, which the legend tells.
import { bytes, count, element } from '/assets/format.js';

const kinds = [[1, 'read', '#0b7285', bytes], [2, 'moved', '#c2570c', bytes], [0, 'tasks', '#7048a8', count]];

export function drawRates(canvas, legend, rates) {
  const ratio = devicePixelRatio || 1, w = canvas.clientWidth, h = canvas.clientHeight;
  canvas.width = w * ratio;
  canvas.height = h * ratio;
  const g = canvas.getContext('2d');
  g.scale(ratio, ratio);
  const parts = [];
  for (const [field, label, tint, format] of kinds) {
    const most = Math.max(...rates.map(r => r[field]));
    g.strokeStyle = tint;
    g.lineWidth = 1.5;
    g.beginPath();
    rates.forEach((r, i) => g.lineTo(i * w / (rates.length - 1), h - 3 - r[field] / (most || 1) * (h - 8)));
    g.stroke();
    // The last second is not over.
    const now = rates[rates.length - 2][field], swatch = element('span', '', 'swatch'), key = element('span', '', 'key');
    swatch.style.background = tint;
    key.append(swatch, `${label} ${format(now)}/s, at most ${format(most)}/s`);
    parts.push(key, ' ');
  }
  legend.replaceChildren(...parts);
}
