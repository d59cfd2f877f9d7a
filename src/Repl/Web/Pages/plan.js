// The plan of a run: a box for each stage, filled as its tasks end.
import { count } from '/assets/format.js';

const svg = 'http://www.w3.org/2000/svg', width = 190, height = 40, gapX = 24, gapY = 30;

function node(tag, attributes, text) {
  const e = document.createElementNS(svg, tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  if (text !== undefined) e.textContent = text;
  return e;
}

/** Draws the stages, or only fills the boxes anew if the stages are those already drawn. */
export function drawPlan(target, run, names) {
  const key = run ? `${run.number}:${run.stages.length}` : '';
  if (target.dataset.key !== key) {
    target.dataset.key = key;
    target.replaceChildren(...(run && run.stages.length ? [layout(run, names)] : []));
  }
  const fills = target.querySelectorAll('.fill'), counts = target.querySelectorAll('.count');
  for (let i = 0; run && i < run.stages.length && i < fills.length; i++) {
    const [, tasks, done] = run.stages[i], all = tasks || (run.length === undefined ? done * 2 : done);
    fills[i].setAttribute('width', width * (all ? Math.min(1, done / all) : 0));
    counts[i].textContent = tasks ? `${count(done)} of ${count(tasks)}` : count(done);
  }
}

function layout(run, names) {
  const depth = [], rows = [];
  run.stages.forEach(([, , , , inputs], i) => {
    depth[i] = Math.max(0, ...inputs.filter(j => j < i).map(j => depth[j] + 1));
    (rows[depth[i]] ??= []).push(i);
  });
  const at = [], columns = Math.max(...rows.map(r => r.length));
  rows.forEach((row, d) => row.forEach((i, n) => {
    at[i] = { x: 6 + (columns - row.length) * (width + gapX) / 2 + n * (width + gapX), y: 6 + d * (height + gapY) };
  }));
  const w = columns * (width + gapX) - gapX + 12, h = rows.length * (height + gapY) - gapY + 12;
  const root = node('svg', { width: w, height: h, viewBox: `0 0 ${w} ${h}`, role: 'img', 'aria-label': `Plan of run ${run.number}: ${run.stages.length} stages` });
  run.stages.forEach(([, , , , inputs], i) => inputs.filter(j => j < i).forEach(j => {
    const x = at[j].x + width / 2, y = at[j].y + height, u = at[i].x + width / 2, v = at[i].y;
    root.append(node('path', { d: `M${x} ${y}C${x} ${y + 15} ${u} ${v - 15} ${u} ${v}` }));
  }));
  run.stages.forEach(([name], i) => {
    const text = names[name] ? names[name][0] : '?', g = node('g', { transform: `translate(${at[i].x} ${at[i].y})` });
    g.append(
      node('title', {}, text),
      node('rect', { class: 'box', width, height, rx: 5 }),
      node('rect', { class: 'fill', width: 0, height, rx: 5 }),
      node('text', { x: 8, y: 16 }, text.length > 27 ? text.slice(0, 26) + '…' : text),
      node('text', { x: 8, y: 32, class: 'count' }, ''));
    root.append(g);
  });
  return root;
}
