import { explore } from './explorer-view.js';

// The source of a page that holds its values (DATA, which stands before this script).
const planes = DATA.planes.map(plane => {
  const bytes = Uint8Array.from(atob(plane.values), c => c.charCodeAt(0));
  return new Float32Array(bytes.buffer);
});

function offsetOf(variable, index) {
  const a = DATA.info.panels[0][variable];
  return a.others.reduce((at, other, k) => at * other.size + index[k], 0) * a.y.size * a.x.size;
}

const indexOf = text => (text ? text.split(',').map(Number) : []);

function rangeOf(values) {
  const finite = Array.from(values).filter(Number.isFinite).sort((a, b) => a - b);
  if (!finite.length) return {};
  const at = q => finite[Math.round(q * (finite.length - 1))];
  return { low: at(0.02), high: at(0.98), least: finite[0], greatest: finite[finite.length - 1] };
}

explore({
  info: async () => DATA.info,
  colors: async name => DATA.colors[name],
  coast: async () => DATA.coast,
  async view(p) {
    const a = DATA.info.panels[0][p.v];
    const from = offsetOf(p.v, indexOf(p.i));
    const values = planes[p.v].subarray(from, from + a.y.size * a.x.size);
    const { ylabels, xlabels } = DATA.planes[p.v];
    return { y0: 0, y1: a.y.size, fy: 1, rows: a.y.size, x0: 0, x1: a.x.size, fx: 1, columns: a.x.size, sample: false, values, ylabels, xlabels, ...rangeOf(values) };
  },
  async series(p) {
    const other = DATA.info.panels[0][p.v].others[p.d];
    const cell = p.y * DATA.info.panels[0][p.v].x.size + p.x;
    const index = indexOf(p.i);
    const values = Array.from({ length: other.size }, (_, k) => {
      index[p.d] = k;
      const value = planes[p.v][offsetOf(p.v, index) + cell];
      return Number.isFinite(value) ? value : null;
    });
    return { dim: other.name, step: 1, values, labels: DATA.planes[p.v].labels[p.d] };
  },
  code: async p => ({ code: DATA.planes[p.v].code }),
});
