// The explorer: pictures of arrays on canvases. `source` gives it values; see explorer.js and explorer-file.js.
import { chart } from './explorer-chart.js';
import { cellsOf, globeAt, meshSize, rasterOf, strokeLines } from './explorer-map.js';
import { clamp, element, show } from './explorer-parts.js';

const $ = id => document.getElementById(id);

/** Runs the page on a source of values. */
export async function explore(source) {
  let info;
  try {
    info = await source.info();
  } catch (error) {
    $('error').textContent = error.message;
    return;
  }
  const state = { v: info.panels.map(() => 0), i: {}, colors: '', low: '', high: '', m: 'mean', coast: true, projection: '', window: null };
  readLink();
  const tables = new Map();
  const panels = info.panels.map(makePanel);
  let playing = null;

  const variable = p => info.panels[p][state.v[p]];
  const indices = p => variable(p).others.map(o => clamp(state.i[o.name] ?? 0, 0, o.size - 1));

  function readLink() {
    try {
      const text = decodeURIComponent(location.hash.slice(1));
      const given = text ? JSON.parse(text) : {};
      for (const key of ['colors', 'low', 'high', 'm', 'projection']) if (typeof given[key] === 'string') state[key] = given[key];
      if (!info.projections.includes(state.projection) || !source.mesh) state.projection = '';
      if (typeof given.coast === 'boolean') state.coast = given.coast;
      if (given.i && typeof given.i === 'object') for (const [k, n] of Object.entries(given.i)) if (Number.isInteger(n)) state.i[k] = n;
      if (Array.isArray(given.v)) given.v.forEach((n, p) => { if (info.panels[p]?.[n]) state.v[p] = n; });
      if (Array.isArray(given.window) && given.window.length === 4 && given.window.every(Number.isFinite)) state.window = given.window;
    } catch { /* not a link of this page */ }
  }

  function writeLink() {
    const { y, x, height, width } = frame;
    const link = { v: state.v, i: state.i, colors: state.colors, low: state.low, high: state.high, m: state.m, coast: state.coast, projection: state.projection, window: [y, x, height, width].map(n => Number(n.toFixed(state.projection ? 6 : 3))) };
    history.replaceState(null, '', '#' + encodeURIComponent(JSON.stringify(link)));
  }

  // What is on screen: the middle and the extent, in cells, or on a map in units of its plane. All panels share it.
  const frame = { y: 0, x: 0, height: 1, width: 1 };
  const isMap = () => state.projection !== '';

  // Where the middle of the screen may go.
  function bounds() {
    const a = variable(0), mesh = panels[0].mesh;
    if (!isMap()) return { y0: 0, y1: a.y.size, x0: 0, x1: a.x.size };
    return mesh ? { y0: mesh.bottom, y1: mesh.top, x0: mesh.left, x1: mesh.right } : { y0: -2, y1: 2, x0: -4, x1: 4 };
  }

  function stepOf(axis) {
    const v = axis.values;
    return v && v.length > 1 ? Math.abs((v[v.length - 1] - v[0]) / (axis.at[v.length - 1] - axis.at[0])) || 1 : 1;
  }

  // A cell's height over its width on the screen.
  function aspect() {
    const a = variable(0);
    return a.isMap ? stepOf(a.y) / stepOf(a.x) : null;
  }

  function whole() {
    // The server chooses the window of a map.
    if (isMap()) { frame.width = 0; return; }
    const a = variable(0), box = panels[0].screen.getBoundingClientRect();
    Object.assign(frame, { y: a.y.size / 2, x: a.x.size / 2, height: a.y.size, width: a.x.size });
    const ratio = aspect();
    if (ratio && box.width && box.height) {
      const tall = (a.x.size * box.height) / (box.width * ratio);
      if (tall > frame.height) frame.height = tall;
      else frame.width = (a.y.size * ratio * box.width) / box.height;
    }
  }

  function makePanel(arrays, p) {
    const canvas = element('canvas', { tabIndex: 0 });
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', 'Picture of the array. Arrow keys move it, plus and minus zoom, 0 shows the whole.');
    const title = element('span'), status = element('span', { className: 'state' }), readout = element('div', { className: 'readout' });
    const screen = element('div', { className: 'screen' }, canvas);
    const low = element('span'), high = element('span'), bar = element('canvas', { width: 256, height: 1, role: 'img', ariaLabel: 'Colour bar' });
    $('panels').append(element('figure', {}, element('figcaption', {}, title, status), screen, readout, element('div', { className: 'key' }, low, bar, high)));
    const panel = { p, canvas, screen, title, status, readout, low, high, bar, view: null, image: null, coast: [], coastKey: '', abort: null };
    if (arrays.length > 1) {
      const choice = element('select', { ariaLabel: 'Variable' });
      arrays.forEach((a, n) => choice.append(element('option', { value: n, textContent: a.name })));
      choice.value = state.v[p];
      choice.onchange = () => { state.v[p] = Number(choice.value); whole(); makeSliders(); refresh(); };
      $('variables').append(choice);
    }
    listen(panel);
    return panel;
  }

  // Whether cells run against the screen: upwards the screen's y falls.
  const flips = a => (isMap() ? { y: true, x: false } : { y: !a.y.down, x: a.x.down });

  function cellAt(panel, px, py) {
    const a = variable(panel.p), f = flips(a), box = panel.screen.getBoundingClientRect();
    const u = px / box.width - 0.5, w = py / box.height - 0.5;
    return { y: frame.y + (f.y ? -w : w) * frame.height, x: frame.x + (f.x ? -u : u) * frame.width };
  }

  function pixelOf(panel, y, x) {
    const f = flips(variable(panel.p)), { width, height } = panel.canvas;
    const u = (x - frame.x) / frame.width, w = (y - frame.y) / frame.height;
    return [((f.x ? -u : u) + 0.5) * width, ((f.y ? -w : w) + 0.5) * height];
  }

  function listen(panel) {
    const { canvas } = panel;
    let drag = null;
    canvas.onpointerdown = e => { canvas.setPointerCapture(e.pointerId); drag = { x: e.offsetX, y: e.offsetY, moved: false }; };
    canvas.onpointermove = e => {
      if (drag && e.buttons) {
        const from = cellAt(panel, drag.x, drag.y), to = cellAt(panel, e.offsetX, e.offsetY);
        drag.moved ||= Math.hypot(e.offsetX - drag.x, e.offsetY - drag.y) > 3;
        if (!drag.moved) return;
        move(from.y - to.y, from.x - to.x);
        [drag.x, drag.y] = [e.offsetX, e.offsetY];
      }
      hover(panel, e.offsetX, e.offsetY);
    };
    canvas.onpointerup = e => {
      if (drag && !drag.moved) pick(panel, cellUnder(panel, e.offsetX, e.offsetY));
      drag = null;
    };
    canvas.onpointerleave = () => { panels.forEach(o => { o.readout.textContent = ''; }); };
    canvas.addEventListener('wheel', e => { e.preventDefault(); zoom(Math.exp(clamp(e.deltaY, -200, 200) / 400), cellAt(panel, e.offsetX, e.offsetY)); }, { passive: false });
    canvas.onkeydown = e => {
      const f = flips(variable(panel.p)), v = (f.y ? 1 : -1) * frame.height / 8, h = (f.x ? -1 : 1) * frame.width / 8;
      const actions = { ArrowUp: () => move(v, 0), ArrowDown: () => move(-v, 0), ArrowRight: () => move(0, h), ArrowLeft: () => move(0, -h), '+': () => zoom(0.7), '=': () => zoom(0.7), '-': () => zoom(1.4), 0: () => { whole(); changed(); }, Enter: () => pick(panel, cellUnder(panel, panel.canvas.clientWidth / 2, panel.canvas.clientHeight / 2)) };
      if (actions[e.key]) { e.preventDefault(); actions[e.key](); }
    };
  }

  function move(dy, dx) {
    const b = bounds();
    frame.y = clamp(frame.y + dy, b.y0, b.y1);
    frame.x = clamp(frame.x + dx, b.x0, b.x1);
    changed();
  }

  function zoom(by, about = frame) {
    const b = bounds(), least = isMap() ? 1e-3 : 2, most = 2 * Math.max(1, (b.y1 - b.y0) / frame.height, (b.x1 - b.x0) / frame.width);
    const factor = clamp(by, Math.max(least / frame.height, least / frame.width), most);
    if (by < 1 && factor >= 1) return;
    const { y, x } = { y: about.y, x: about.x };
    frame.y = clamp(y + (frame.y - y) * factor, b.y0, b.y1);
    frame.x = clamp(x + (frame.x - x) * factor, b.x0, b.x1);
    frame.height *= factor;
    frame.width *= factor;
    changed();
  }

  let waiting = 0;
  function changed() {
    panels.forEach(draw);
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 120);
  }

  function parameters(panel) {
    const a = variable(panel.p), box = panel.screen.getBoundingClientRect();
    const y0 = Math.floor(clamp(frame.y - frame.height / 2, 0, a.y.size - 1)), x0 = Math.floor(clamp(frame.x - frame.width / 2, 0, a.x.size - 1));
    const y1 = Math.ceil(clamp(frame.y + frame.height / 2, y0 + 1, a.y.size)), x1 = Math.ceil(clamp(frame.x + frame.width / 2, x0 + 1, a.x.size));
    const share = (cells, all, pixels) => clamp(Math.round(Math.min(1, cells / all) * pixels), 1, 4096);
    return { p: panel.p, v: state.v[panel.p], i: indices(panel.p).join(','), y0, y1, x0, x1, w: share(x1 - x0, frame.width, box.width), h: share(y1 - y0, frame.height, box.height), m: state.m };
  }

  // The cell at a place on the globe, or null if the array has none there.
  function cellOn(a, lon, lat) {
    const v = a.x.values, n = v.length, half = stepOf(a.x) / 2, west = Math.min(v[0], v[n - 1]) - half;
    const turned = west + (((lon - west) % 360) + 360) % 360;
    const cell = { y: place(a.y, lat), x: place(a.x, turned) };
    return cell.y >= 0 && cell.y < a.y.size && cell.x >= 0 && cell.x < a.x.size ? cell : null;
  }

  // The middle of the data, in whole degrees, is the centre of the map.
  function centre(a) {
    const middle = axis => Math.round((axis.values[0] + axis.values[axis.values.length - 1]) / 2);
    return { lon: middle(a.x), lat: clamp(middle(a.y), -90, 90) };
  }

  // What a map's panel asks for, after its mesh has come; null if the array is not on it.
  async function mapParameters(panel, signal) {
    const a = variable(panel.p), box = panel.screen.getBoundingClientRect(), c = centre(a);
    const asked = { projection: state.projection, ...c, ...meshSize(box) };
    const ends = axis => [axis.values[0], axis.values[axis.values.length - 1]].sort((s, t) => s - t);
    const [south, north] = ends(a.y), [west, east] = ends(a.x);
    const mesh = await source.mesh(frame.width > 0 ? { ...asked, ...frame } : { ...asked, ratio: box.height / box.width, west, east, south, north }, signal);
    panel.mesh = mesh;
    Object.assign(frame, { y: mesh.y, x: mesh.x, height: mesh.height, width: mesh.width });
    const cells = cellsOf(mesh, (lon, lat) => cellOn(a, lon, lat), a);
    const pixels = n => clamp(Math.round(n), 1, 4096);
    return cells && { p: panel.p, v: state.v[panel.p], i: indices(panel.p).join(','), ...cells, w: pixels(box.width), h: pixels(box.height), m: state.m };
  }

  async function load(panel) {
    panel.abort?.abort();
    const abort = (panel.abort = new AbortController());
    panel.status.textContent = 'computing …';
    try {
      const asked = isMap() ? await mapParameters(panel, abort.signal) : parameters(panel);
      if (!asked) {
        panel.image = null;
        draw(panel);
        panel.status.textContent = 'no cells here';
        return;
      }
      let view = await source.view({ ...asked, quick: 1 }, abort.signal);
      await take(panel, view);
      if (view.sample) {
        panel.status.textContent = 'every n-th cell; computing the mean …';
        view = await source.view(asked, abort.signal);
        await take(panel, view);
      }
      panel.status.textContent = view.fy * view.fx > 1 ? `${state.m} of ${view.fy} × ${view.fx} cells` : 'every cell';
      $('error').textContent = '';
      await Promise.all([loadCoast(panel), panel.p === 0 ? loadCode(asked, abort.signal) : null]);
      writeLink();
      document.body.dataset.ready = String(Number(document.body.dataset.ready ?? 0) + 1);
    } catch (error) {
      if (error.name === 'AbortError') return;
      panel.status.textContent = '';
      $('error').textContent = error.message;
    }
  }

  async function take(panel, view) {
    panel.view = view;
    await paint(panel);
    draw(panel);
  }

  const refresh = () => Promise.all(panels.map(load));

  async function loadCode(asked, signal) {
    const { low, high } = limits(panels[0].view);
    const chosen = { ...asked, colors: mapName(panels[0].view) };
    if (low < high) Object.assign(chosen, { low, high });
    if (isMap()) Object.assign(chosen, { projection: state.projection, ...centre(variable(0)) });
    $('code').textContent = (await source.code(chosen, signal)).code;
  }

  function limits(view) {
    const number = (text, otherwise) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : otherwise);
    let low = view.low ?? 0, high = view.high ?? 1;
    if (low < 0 && high > 0 && !state.low && !state.high) { high = Math.max(-low, high); low = -high; }
    if (!(high > low)) { const half = Math.abs(low) / 2 || 0.5; [low, high] = [low - half, high + half]; }
    return { low: number(state.low, low), high: number(state.high, high) };
  }

  const mapName = view => state.colors || (view.low < 0 && view.high > 0 ? 'RdBu_r' : 'viridis');

  async function tableOf(name) {
    const reversed = name.endsWith('_r');
    const plain = reversed ? name.slice(0, -2) : name;
    if (!tables.has(plain)) tables.set(plain, (await source.colors(plain)).colors);
    const table = tables.get(plain);
    return reversed ? [...table].reverse() : table;
  }

  function cellsImage(view, f, colorOf) {
    const image = new ImageData(view.columns, view.rows), pixels = new Uint32Array(image.data.buffer);
    for (let r = 0; r < view.rows; r++) {
      const row = (f.y ? view.rows - 1 - r : r) * view.columns;
      for (let c = 0; c < view.columns; c++) pixels[r * view.columns + c] = colorOf(view.values[row + (f.x ? view.columns - 1 - c : c)]);
    }
    const canvas = element('canvas', { width: view.columns, height: view.rows });
    canvas.getContext('2d').putImageData(image, 0, 0);
    return canvas;
  }

  async function paint(panel) {
    const { view } = panel, { low, high } = limits(view), table = await tableOf(mapName(view));
    const a = variable(panel.p);
    const packed = table.map(c => (0xff000000 | ((c & 255) << 16) | (c & 0xff00) | (c >> 16)) >>> 0), scale = table.length / (high - low);
    const colorOf = value => (Number.isNaN(value) ? 0 : packed[clamp(Math.floor((value - low) * scale), 0, table.length - 1)]);
    if (isMap()) {
      panel.image = rasterOf(panel.mesh, panel.screen.getBoundingClientRect(), view, (lon, lat) => cellOn(a, lon, lat), colorOf);
    } else {
      panel.image = cellsImage(view, flips(a), colorOf);
    }
    panel.title.textContent = a.label || a.name;
    panel.low.textContent = show(low);
    panel.high.textContent = show(high);
    const key = panel.bar.getContext('2d');
    for (let i = 0; i < 256; i++) {
      key.fillStyle = '#' + table[Math.floor((i / 256) * table.length)].toString(16).padStart(6, '0');
      key.fillRect(i, 0, 1, 1);
    }
  }

  function draw(panel) {
    const { canvas, view, image } = panel, box = panel.screen.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    const width = Math.max(1, Math.round(box.width * ratio)), height = Math.max(1, Math.round(box.height * ratio));
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext('2d');
    pen.clearRect(0, 0, width, height);
    if (isMap()) { drawMap(panel, pen, ratio); return; }
    if (!image) return;
    pen.imageSmoothingEnabled = false;
    // The last block may reach beyond the last cell.
    const [ax, ay] = pixelOf(panel, view.y0, view.x0), [bx, by] = pixelOf(panel, view.y0 + view.rows * view.fy, view.x0 + view.columns * view.fx);
    const [cx, cy] = pixelOf(panel, view.y1, view.x1);
    pen.save();
    pen.beginPath();
    pen.rect(Math.min(ax, cx), Math.min(ay, cy), Math.abs(cx - ax), Math.abs(cy - ay));
    pen.clip();
    pen.drawImage(image, Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
    pen.restore();
    if (state.coast && variable(panel.p).isMap) drawCoast(panel, pen, ratio);
    if (panel.picked) mark(pen, ratio, pixelOf(panel, panel.picked.y + 0.5, panel.picked.x + 0.5));
  }

  function mark(pen, ratio, [px, py]) {
    pen.lineWidth = 2 * ratio;
    pen.strokeStyle = '#fff';
    pen.strokeRect(px - 5 * ratio, py - 5 * ratio, 10 * ratio, 10 * ratio);
    pen.lineWidth = ratio;
    pen.strokeStyle = '#000';
    pen.strokeRect(px - 6 * ratio, py - 6 * ratio, 12 * ratio, 12 * ratio);
  }

  // A map is drawn where its mesh was, until that of the moved window comes.
  function drawMap(panel, pen, ratio) {
    const { mesh, image } = panel;
    if (!mesh) return;
    const [left, top] = pixelOf(panel, mesh.y + mesh.height / 2, mesh.x - mesh.width / 2), [right, bottom] = pixelOf(panel, mesh.y - mesh.height / 2, mesh.x + mesh.width / 2);
    if (image) pen.drawImage(image, left, top, right - left, bottom - top);
    pen.lineWidth = 1.1 * ratio;
    pen.strokeStyle = '#8a929c';
    strokeLines(pen, mesh.outline, (y, x) => pixelOf(panel, y, x));
    pen.strokeStyle = '#1b1b1b';
    if (state.coast) strokeLines(pen, mesh.coast, (y, x) => pixelOf(panel, y, x));
    if (panel.picked?.plane) mark(pen, ratio, pixelOf(panel, panel.picked.plane.y, panel.picked.plane.x));
  }

  // The cell at a number along an axis, between the places that the page knows and straight on outside them.
  function place(axis, value) {
    const v = axis.values, n = v.length;
    if (n < 2) return 0.5;
    let low = 0, high = n - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((v[middle] <= value) !== axis.down) low = middle;
      else high = middle;
    }
    return axis.at[low] + ((value - v[low]) / (v[high] - v[low])) * (axis.at[high] - axis.at[low]) + 0.5;
  }

  function valueAt(axis, cell) {
    const n = axis.values.length;
    if (n < 2) return axis.values[0];
    const k = clamp(Math.floor((cell - 0.5) / (axis.at[1] - axis.at[0])), 0, n - 2);
    return axis.values[k] + ((cell - 0.5 - axis.at[k]) / (axis.at[k + 1] - axis.at[k])) * (axis.values[k + 1] - axis.values[k]);
  }

  function box(panel) {
    const a = variable(panel.p);
    const ends = (axis, middle, size, all) => [valueAt(axis, clamp(middle - size / 2, 0, all)), valueAt(axis, clamp(middle + size / 2, 0, all))].sort((s, t) => s - t);
    const [south, north] = ends(a.y, frame.y, frame.height, a.y.size), [west, east] = ends(a.x, frame.x, frame.width, a.x.size);
    return { west, east, south, north };
  }

  async function loadCoast(panel) {
    if (isMap() || !variable(panel.p).isMap || !state.coast) return;
    const b = box(panel), wide = (b.east - b.west) * 0.25 + 0.01, tall = (b.north - b.south) * 0.25 + 0.01;
    const asked = { west: b.west - wide, east: b.east + wide, south: b.south - tall, north: b.north + tall };
    const key = JSON.stringify(asked);
    if (key === panel.coastKey) return;
    panel.coastKey = key;
    panel.coast = (await source.coast(asked)).lines;
    draw(panel);
  }

  function drawCoast(panel, pen, ratio) {
    const a = variable(panel.p), b = box(panel);
    pen.lineWidth = 1.1 * ratio;
    pen.strokeStyle = '#1b1b1b';
    // The lines end where the data do.
    const [ax, ay] = pixelOf(panel, 0, 0), [bx, by] = pixelOf(panel, a.y.size, a.x.size);
    pen.save();
    pen.beginPath();
    pen.rect(Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
    pen.clip();
    pen.beginPath();
    for (const line of panel.coast) {
      for (const turn of [-360, 0, 360]) {
        let west = Infinity, east = -Infinity;
        for (let k = 0; k < line.length; k += 2) { west = Math.min(west, line[k]); east = Math.max(east, line[k]); }
        if (east + turn < b.west - 5 || west + turn > b.east + 5) continue;
        let before = null;
        for (let k = 0; k < line.length; k += 2) {
          const lon = line[k] + turn;
          const point = { lon, inside: lon >= b.west - 2 && lon <= b.east + 2, at: pixelOf(panel, place(a.y, line[k + 1]), place(a.x, lon)) };
          // A step across the antimeridian is none on the screen.
          if (before && (point.inside || before.inside) && Math.abs(lon - before.lon) < 180) {
            if (!before.drawn) pen.moveTo(...before.at);
            pen.lineTo(...point.at);
            point.drawn = true;
          }
          before = point;
        }
      }
    }
    pen.stroke();
    pen.restore();
  }

  // The cell at a place on the screen: on a map by the place on the globe; null if there is none.
  function cellUnder(panel, px, py) {
    const at = cellAt(panel, px, py), mesh = panel.mesh;
    if (!isMap()) return at;
    const globe = mesh && globeAt(mesh, (at.x - mesh.x) / mesh.width + 0.5, 0.5 - (at.y - mesh.y) / mesh.height);
    const cell = globe && cellOn(variable(panel.p), ...globe);
    return cell && { ...cell, plane: at };
  }

  function hover(panel, px, py) {
    const cell = cellUnder(panel, px, py);
    for (const other of panels) {
      const { view } = other, a = variable(other.p);
      if (!view || !cell || cell.y < view.y0 || cell.y >= view.y1 || cell.x < view.x0 || cell.x >= view.x1) { other.readout.textContent = ''; continue; }
      const r = Math.floor((cell.y - view.y0) / view.fy), c = Math.floor((cell.x - view.x0) / view.fx);
      const units = axis => (axis.units && !axis.units.includes('since') ? ' ' + axis.units : '');
      other.readout.textContent = `${a.name} = ${show(view.values[r * view.columns + c])}   ${a.y.name} = ${view.ylabels[r]}${units(a.y)}   ${a.x.name} = ${view.xlabels[c]}${units(a.x)}`;
    }
  }

  async function pick(panel, at) {
    if (!at) return;
    const a = variable(panel.p), y = Math.floor(at.y), x = Math.floor(at.x);
    if (y < 0 || x < 0 || y >= a.y.size || x >= a.x.size) return;
    panels.forEach(o => { o.picked = { y, x, plane: at.plane }; draw(o); });
    if (!a.others.length) return;
    const d = a.others.reduce((best, o, k) => (o.size > a.others[best].size ? k : best), 0);
    panel.seriesAbort?.abort();
    panel.seriesAbort = new AbortController();
    try {
      const all = await Promise.all(panels.filter(o => variable(o.p).others.some(k => k.name === a.others[d].name)).map(async o => ({
        name: variable(o.p).name,
        ...(await source.series({ p: o.p, v: state.v[o.p], i: indices(o.p).join(','), d: variable(o.p).others.findIndex(k => k.name === a.others[d].name), y, x }, panel.seriesAbort.signal)),
      })));
      chart($('series'), all, `(${y}, ${x})`, () => { panels.forEach(o => { o.picked = null; }); changed(); });
    } catch (error) {
      if (error.name !== 'AbortError') $('error').textContent = error.message;
    }
  }

  // A screen reader says the word that the button shows, and the dimension.
  function name(button, word, along) {
    button.textContent = word;
    button.ariaLabel = `${word} along ${along}`;
  }

  function makeSliders() {
    const holder = $('sliders'), seen = new Map();
    stop();
    info.panels.forEach((_, p) => variable(p).others.forEach(o => { if (!seen.has(o.name)) seen.set(o.name, o); }));
    holder.replaceChildren(...[...seen.values()].map(o => {
      const slider = element('input', { type: 'range', min: 0, max: o.size - 1, step: 1, value: clamp(state.i[o.name] ?? 0, 0, o.size - 1), ariaLabel: o.name });
      const output = element('output'), play = element('button', { type: 'button' });
      name(play, 'Play', o.name);
      const say = () => {
        const label = o.labels[slider.value] ?? slider.value;
        output.textContent = `${label} (${Number(slider.value) + 1} of ${o.size})`;
        slider.setAttribute('aria-valuetext', label);
      };
      slider.oninput = () => { state.i[o.name] = Number(slider.value); say(); clearTimeout(waiting); waiting = setTimeout(refresh, 40); };
      play.onclick = () => {
        const was = playing;
        stop();
        if (was?.play === play) return;
        const run = (playing = { play, along: o.name });
        name(play, 'Stop', o.name);
        (async () => {
          while (playing === run) {
            slider.value = (Number(slider.value) + 1) % o.size;
            state.i[o.name] = Number(slider.value);
            say();
            const from = performance.now();
            await refresh();
            await new Promise(done => setTimeout(done, Math.max(30, 250 - (performance.now() - from))));
          }
        })();
      };
      say();
      return element('div', { className: 'slider' }, element('span', { textContent: o.name }), play, slider, output);
    }));
  }

  function stop() {
    if (playing) name(playing.play, 'Play', playing.along);
    playing = null;
  }

  function recolor() {
    state.colors = $('colors').value;
    state.low = $('low').value;
    state.high = $('high').value;
    refresh();
  }

  $('colors').append(element('option', { value: '', textContent: 'automatic' }), ...info.colors.flatMap(n => [n, n + '_r']).map(n => element('option', { value: n, textContent: n })));
  for (const id of ['colors', 'low', 'high']) { $(id).value = state[id]; $(id).onchange = recolor; }
  $('method').value = state.m;
  $('method').onchange = () => { state.m = $('method').value; refresh(); };
  $('coast').checked = state.coast;
  $('coast').onchange = () => { state.coast = $('coast').checked; changed(); };
  $('coast').parentElement.hidden = !info.panels.flat().some(a => a.isMap);
  $('projection').append(element('option', { value: '', textContent: 'cells' }), ...info.projections.map(n => element('option', { value: n, textContent: n })));
  $('projection').value = state.projection;
  $('projection').onchange = () => {
    state.projection = $('projection').value;
    panels.forEach(o => Object.assign(o, { mesh: null, image: null, picked: null, coastKey: '' }));
    whole();
    refresh();
  };
  $('projection').parentElement.hidden = !source.mesh || !info.panels.flat().every(a => a.isMap);
  $('in').onclick = () => zoom(0.7);
  $('out').onclick = () => zoom(1.4);
  $('home').onclick = () => { whole(); changed(); };
  const copy = (button, text) => { navigator.clipboard?.writeText(text).then(() => { button.textContent = 'Copied'; setTimeout(() => { button.textContent = button.id === 'link' ? 'Copy link' : 'Copy code'; }, 1200); }, () => {}); };
  $('link').onclick = () => { writeLink(); copy($('link'), location.href); };
  $('copy').onclick = () => copy($('copy'), $('code').textContent);
  document.title = info.panels.map((_, p) => variable(p).name).join(' and ') + ' · gchunk explorer';
  makeSliders();
  whole();
  if (state.window) [frame.y, frame.x, frame.height, frame.width] = [state.window[0], state.window[1], ...state.window.slice(2).map(n => Math.max(isMap() ? 1e-3 : 1, n))];
  new ResizeObserver(() => changed()).observe($('panels'));
  await refresh();
}
