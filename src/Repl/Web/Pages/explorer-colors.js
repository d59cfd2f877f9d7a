// The colours of values.
import { clamp } from './explorer-parts.js';

/** The limits of the colours: those that the reader typed, or else those of the view. */
export function limits(view, state) {
  const number = (text, otherwise) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : otherwise);
  let low = view.low ?? 0, high = view.high ?? 1;
  if (low < 0 && high > 0 && !state.low && !state.high) { high = Math.max(-low, high); low = -high; }
  if (!(high > low)) { const half = Math.abs(low) / 2 || 0.5; [low, high] = [low - half, high + half]; }
  return { low: number(state.low, low), high: number(state.high, high) };
}

/** The colour map: the one that the reader chose, or one that suits the signs of the values. */
export const mapName = (view, state) => state.colors || (view.low < 0 && view.high > 0 ? 'RdBu_r' : 'viridis');

/** Colour maps by name, each fetched once. */
export function colorTables(source) {
  const tables = new Map();
  return async name => {
    const reversed = name.endsWith('_r'), plain = reversed ? name.slice(0, -2) : name;
    if (!tables.has(plain)) tables.set(plain, (await source.colors(plain)).colors);
    const table = tables.get(plain);
    return reversed ? [...table].reverse() : table;
  };
}

/** The colour of a value, as a pixel of a canvas; missing values are transparent. */
export function colorOf(table, low, high) {
  const packed = table.map(c => (0xff000000 | ((c & 255) << 16) | (c & 0xff00) | (c >> 16)) >>> 0), scale = table.length / (high - low);
  return value => (Number.isNaN(value) ? 0 : packed[clamp(Math.floor((value - low) * scale), 0, table.length - 1)]);
}

/** Draws the bar that explains the colours. */
export function drawBar(canvas, table) {
  const pen = canvas.getContext('2d');
  for (let i = 0; i < canvas.width; i++) {
    pen.fillStyle = '#' + table[Math.floor((i / canvas.width) * table.length)].toString(16).padStart(6, '0');
    pen.fillRect(i, 0, 1, 1);
  }
}
