// The task stream: a row for each thread, a bar for each task or burst of short ones. It keeps the last 100,000
// bars and draws those in sight.
import { color, duration } from '/assets/format.js';

const most = 100000, gutter = 110, axis = 20, fields = 6, bytes = 28;

export class TaskStream {
  constructor(canvas, hover) {
    this.canvas = canvas;
    this.hover = hover;
    this.data = new Float64Array(most * fields);
    this.total = 0;
    this.names = [];
    this.lanes = new Map();
    this.from = 0;
    this.span = 10000;
    this.follow = true;
    this.now = 0;
    this.dirty = true;
    canvas.addEventListener('wheel', e => { e.preventDefault(); this.zoom(e.deltaY > 0 ? 1.25 : 0.8, this.timeAt(e.offsetX)); }, { passive: false });
    let drag = null;
    canvas.addEventListener('pointerdown', e => { drag = { x: e.offsetX, from: this.from }; canvas.setPointerCapture(e.pointerId); });
    canvas.addEventListener('pointermove', e => {
      if (drag) this.move(drag.from - (e.offsetX - drag.x) * this.span / this.width);
      this.point(e.offsetX, e.offsetY);
    });
    canvas.addEventListener('pointerup', () => { drag = null; });
    canvas.addEventListener('keydown', e => {
      const step = this.span / 10;
      const acts = {
        ArrowLeft: () => this.move(this.from - step), ArrowRight: () => this.move(this.from + step),
        '+': () => this.zoom(0.7), '=': () => this.zoom(0.7), '-': () => this.zoom(1.4), Home: () => this.fit(),
      };
      if (acts[e.key]) { e.preventDefault(); acts[e.key](); }
    });
    new ResizeObserver(() => { this.dirty = true; }).observe(canvas);
    const frame = () => { if (this.dirty) this.draw(); requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  }

  get count() { return Math.min(this.total, most); }
  get width() { return Math.max(1, this.canvas.clientWidth - gutter); }

  // For each bar: start, length, the numbers of name, lane and run, and how many tasks it is.
  add(base64) {
    const text = atob(base64), view = new DataView(new ArrayBuffer(text.length));
    for (let i = 0; i < text.length; i++) view.setUint8(i, text.charCodeAt(i));
    for (let i = 0; i + bytes <= text.length; i += bytes) {
      const at = (this.total++ % most) * fields;
      for (let f = 0; f < 3; f++) this.data[at + f] = view.getInt32(i + 12 + 4 * f, true);
      this.data[at + 3] = view.getFloat64(i, true);
      this.data[at + 4] = view.getFloat32(i + 8, true);
      this.data[at + 5] = view.getInt32(i + 24, true);
    }
    this.dirty = true;
  }

  update(state) {
    this.names = state.names;
    this.now = state.now;
    const lanes = new Map();
    for (const worker of state.workers)
      for (let i = 0; i < worker.lanes.length; i += 2)
        lanes.set(worker.lanes[i], { row: lanes.size, label: worker.lanes[i + 1] });
    this.lanes = lanes;
    const height = Math.min(900, Math.max(120, lanes.size * 22 + axis + 4));
    if (this.canvas.style.height !== `${height}px`) this.canvas.style.height = `${height}px`;
    if (this.follow) this.from = this.lastEnd() - this.span * 0.98;
    this.dirty = true;
  }

  lastEnd() {
    if (this.total === 0) return this.now;
    const at = ((this.total - 1) % most) * fields;
    return this.data[at + 3] + this.data[at + 4];
  }

  move(from) { this.from = from; this.setFollow(false); }
  setFollow(on) { this.follow = on; if (this.onfollow) this.onfollow(on); this.dirty = true; }
  timeAt(x) { return this.from + (x - gutter) * this.span / this.width; }

  zoom(factor, at = this.from + this.span / 2) {
    const span = Math.min(864e5, Math.max(0.01, this.span * factor));
    this.from = at - (at - this.from) * span / this.span;
    this.span = span;
    this.setFollow(false);
  }

  fit() {
    if (this.total === 0) return;
    let low = Infinity, high = -Infinity;
    for (let i = 0; i < this.count; i++) {
      low = Math.min(low, this.data[i * fields + 3]);
      high = Math.max(high, this.data[i * fields + 3] + this.data[i * fields + 4]);
    }
    this.span = Math.max(0.01, (high - low) * 1.04);
    this.from = low - this.span * 0.02;
    this.setFollow(false);
  }

  point(x, y) {
    const time = this.timeAt(x), reach = this.span / this.width, height = this.rowHeight();
    for (let n = this.count - 1; n >= 0; n--) {
      const i = n * fields, lane = this.lanes.get(this.data[i + 1]);
      if (!lane || Math.floor(y / height) !== lane.row) continue;
      if (time < this.data[i + 3] - reach || time > this.data[i + 3] + this.data[i + 4] + reach) continue;
      const name = this.names[this.data[i]], count = this.data[i + 5];
      this.hover.textContent = `${name ? name[0] : '?'}: ${count > 1 ? `${count} tasks in ` : ''}${duration(this.data[i + 4])}, run ${this.data[i + 2]}, ${lane.label}`;
      return;
    }
    this.hover.textContent = '';
  }

  rowHeight() { return (this.canvas.clientHeight - axis) / Math.max(1, this.lanes.size); }

  draw() {
    this.dirty = false;
    const { canvas } = this, ratio = devicePixelRatio || 1, style = getComputedStyle(canvas);
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    const g = canvas.getContext('2d');
    g.scale(ratio, ratio);
    g.font = '12px system-ui, sans-serif';
    g.textBaseline = 'middle';
    const ink = style.getPropertyValue('--soft') || '#555', line = style.getPropertyValue('--line') || '#ddd';
    const height = this.rowHeight(), scale = this.width / this.span, bottom = canvas.clientHeight - axis;
    this.drawAxis(g, ink, line, bottom, scale);
    for (const lane of this.lanes.values()) {
      g.fillStyle = ink;
      g.fillText(lane.label.slice(0, 16), 2, (lane.row + 0.5) * height);
    }
    g.save();
    g.beginPath();
    g.rect(gutter, 0, this.width, bottom);
    g.clip();
    let drawn = 0;
    for (let n = 0; n < this.count; n++) {
      const i = n * fields, lane = this.lanes.get(this.data[i + 1]);
      const x = gutter + (this.data[i + 3] - this.from) * scale, w = Math.max(0.6, this.data[i + 4] * scale);
      if (!lane || x + w < gutter || x > canvas.clientWidth) continue;
      g.fillStyle = color(this.data[i]);
      g.fillRect(x, lane.row * height + 1, w > 3 ? w - 0.5 : w, Math.max(1, height - 2));
      drawn += this.data[i + 5];
    }
    g.restore();
    canvas.dataset.drawn = drawn;
  }

  drawAxis(g, ink, line, bottom, scale) {
    const raw = this.span / 8, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= raw);
    for (let t = Math.ceil(this.from / step) * step; t < this.from + this.span; t += step) {
      const x = gutter + (t - this.from) * scale;
      g.fillStyle = line;
      g.fillRect(x, 0, 1, bottom);
      g.fillStyle = ink;
      g.fillText(step >= 100 ? `${(t / 1000).toFixed(step >= 1000 ? 0 : 1)} s` : `${t.toFixed(step >= 1 ? 0 : 2)} ms`, x + 2, bottom + axis / 2);
    }
  }
}
