// The series of a cell.
import { clamp, element, show } from './explorer-parts.js';

/** Draws the series of a cell into a section of the page; `closed` is called when it goes away. */
export function chart(holder, lines, cell, closed) {
  const canvas = element('canvas'), text = element('span'), close = element('button', { type: 'button', textContent: 'Close' });
  close.onclick = () => { holder.hidden = true; closed(); };
  const every = lines[0].step > 1 ? `, every ${lines[0].step}th` : '';
  const title = `${lines.map(l => l.name).join(' and ')} at cell ${cell} along ${lines[0].dim}${every}`;
  holder.replaceChildren(element('div', { className: 'head' }, element('b', { textContent: title }), text, close), canvas);
  holder.hidden = false;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', title);
  const ratio = window.devicePixelRatio || 1, wide = canvas.clientWidth, tall = 170, left = 70, bottom = 22;
  Object.assign(canvas, { width: wide * ratio, height: tall * ratio });
  const pen = canvas.getContext('2d');
  pen.scale(ratio, ratio);
  let low = Infinity, high = -Infinity;
  for (const l of lines) for (const v of l.values) if (v != null) { low = Math.min(low, v); high = Math.max(high, v); }
  if (!(low <= high)) { text.textContent = 'all values are missing'; return; }
  if (low === high) { low -= 0.5; high += 0.5; }
  const n = lines[0].values.length;
  const px = k => left + (n > 1 ? k / (n - 1) : 0.5) * (wide - left - 12), py = v => 8 + (1 - (v - low) / (high - low)) * (tall - bottom - 12);
  pen.font = '12px system-ui, sans-serif';
  pen.fillStyle = '#59636f';
  pen.strokeStyle = '#d5d9df';
  for (let k = 0; k <= 4; k++) {
    const v = low + ((high - low) * k) / 4;
    pen.beginPath(); pen.moveTo(left, py(v)); pen.lineTo(wide - 12, py(v)); pen.stroke();
    pen.textAlign = 'right'; pen.fillText(show(v), left - 6, py(v) + 4);
  }
  const marks = Math.min(n, Math.max(2, Math.floor(wide / 180)));
  for (let k = 0; k < marks; k++) {
    const at = marks > 1 ? Math.round((k * (n - 1)) / (marks - 1)) : 0;
    pen.textAlign = k === 0 ? 'left' : k === marks - 1 ? 'right' : 'center';
    pen.fillText(lines[0].labels[at], px(at), tall - 6);
  }
  ['#0b5fa5', '#c4501b'].forEach((color, k) => {
    if (!lines[k]) return;
    pen.strokeStyle = pen.fillStyle = color;
    pen.lineWidth = 1.5;
    pen.beginPath();
    let drawing = false;
    lines[k].values.forEach((v, at) => {
      if (v == null) { drawing = false; return; }
      if (drawing) pen.lineTo(px(at), py(v)); else pen.moveTo(px(at), py(v));
      drawing = true;
    });
    pen.stroke();
    if (n <= 100) lines[k].values.forEach((v, at) => { if (v != null) { pen.beginPath(); pen.arc(px(at), py(v), 2.5, 0, 7); pen.fill(); } });
  });
  canvas.onpointermove = e => {
    const k = clamp(Math.round(((e.offsetX - left) / (wide - left - 12)) * (n - 1)), 0, n - 1);
    text.textContent = `${lines[0].labels[k]}: ${lines.map(l => show(l.values[k])).join(', ')}`;
  };
}
