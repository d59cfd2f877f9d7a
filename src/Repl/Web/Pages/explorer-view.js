// The explorer: pictures of arrays. `source` gives it values; see explorer.js and explorer-file.js.
import { cellOn, centre, ends } from './explorer-axes.js';
import { chart, fitChart } from './explorer-chart.js';
import { colorOf, colorTables, drawBar, limits, mapName } from './explorer-colors.js';
import { readLink, writeLink } from './explorer-link.js';
import { cellsOf, globeAt, meshSize, rasterOf, strokeLines } from './explorer-map.js';
import { clamp, element, show } from './explorer-parts.js';
import { cellsImage, degreesOf, drawCells, drawCoast, drawMark, makeScreen, makeView, planeOf, tallness } from './explorer-screen.js';
import { makeSliders } from './explorer-sliders.js';

const $ = id => document.getElementById(id);
const MOST_PIXELS = 4096;
const EDGE = '#1b1b1b';

/** Runs the page on a source of values. */
export async function explore(source) {
  let info;
  try {
    info = await source.info();
  } catch (error) {
    $('error').textContent = error.message;
    return;
  }
  const state = readLink(info, Boolean(source.mesh)), tableOf = colorTables(source);
  const variable = p => info.panels[p][state.v[p]];
  const indices = p => variable(p).others.map(o => clamp(state.i[o.name] ?? 0, 0, o.size - 1));
  const isMap = () => state.projection !== '';
  const panels = info.panels.map(makePanel);
  const boxOf = panel => panel.target.getBoundingClientRect();
  let view = null, home = null, tall = 1, stop = () => {}, waiting = 0;

  // The plane of cells. Arrays that are shown together have the same sizes; each is turned as people look at it.
  const plane = panel => planeOf(variable(panel.p), tall);

  // What is on screen: the middle and the extent, in cells of the first array, or on a map in units of its plane.
  function frame() {
    const { width, height } = boxOf(panels[0]), [px, py] = view.getCenter(), r = view.getResolution();
    if (isMap()) return { x: px, y: py, width: width * r, height: height * r };
    const { cell } = plane(panels[0]);
    return { ...cell(px, py), width: width * r, height: (height * r) / tall };
  }

  function use(made) {
    view = made;
    panels.forEach(o => o.map.setView(view));
    home = [...view.getCenter(), view.getResolution()].join();
    // Of its own methods only those of an interaction make it say 'change'.
    view.on('propertychange', changed);
  }

  const isHome = () => [...view.getCenter(), view.getResolution()].join() === home;

  // Shows the whole array, or a window of it (y, x, height, width). A map's comes with its mesh.
  function whole(window = null) {
    panels.forEach(o => Object.assign(o, { mesh: null, image: null, picked: null, coastKey: '' }));
    if (isMap()) {
      view = null;
      panels.forEach(o => o.map.setView(new ol.View()));
      return;
    }
    tall = tallness(variable(0), boxOf(panels[0]));
    const { bounds, point } = plane(panels[0]), { width, height } = boxOf(panels[0]);
    const all = Math.max(bounds[2] / Math.max(1, width), bounds[3] / Math.max(1, height));
    const least = (2 * Math.max(1, tall)) / Math.max(width, height, 1);
    const [center, resolution] = window ? [point(window[0], window[1]), Math.max(1, window[3]) / width] : [[bounds[2] / 2, bounds[3] / 2], all];
    use(makeView(bounds, { least, most: Math.max(2 * all, least), center, resolution }));
    if (window) home = null;
  }

  function makePanel(arrays, p) {
    const title = element('span'), status = element('span', { className: 'state' }), readout = element('div', { className: 'readout' });
    const low = element('span'), high = element('span'), bar = element('canvas', { width: 256, height: 1, role: 'img', ariaLabel: 'Colour bar' });
    const target = element('div', { className: 'screen' });
    $('panels').append(element('figure', {}, element('figcaption', {}, title, status), target, readout, element('div', { className: 'key' }, low, bar, high)));
    const panel = { p, target, title, status, readout, low, high, bar, view: null, image: null, coast: [], coastKey: '', abort: null };
    Object.assign(panel, makeScreen(target, (pen, ratio, pixel) => draw(panel, pen, ratio, pixel)));
    panel.map.on('pointermove', e => { if (!e.dragging) hover(panel, e.coordinate); });
    panel.map.on('click', e => pick(panel, e.coordinate));
    target.addEventListener('pointerleave', () => { panels.forEach(o => { o.readout.textContent = ''; }); });
    target.addEventListener('keydown', e => {
      if (e.key === '0') reset();
      else if (e.key === '=') view?.adjustResolution(0.7);
      else if (e.key === 'Enter' && view) pick(panel, view.getCenter());
    });
    if (arrays.length > 1) {
      const choice = element('select', { ariaLabel: 'Variable' });
      arrays.forEach((a, n) => choice.append(element('option', { value: n, textContent: a.name })));
      choice.value = state.v[p];
      choice.onchange = () => { state.v[p] = Number(choice.value); renew(); };
      $('variables').append(choice);
    }
    return panel;
  }

  function reset() {
    clearTimeout(waiting);
    whole();
    refresh();
  }

  function renew() {
    slide();
    reset();
  }

  function changed() {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 120);
  }

  const refresh = () => Promise.all(panels.map(load));

  // The window of cells on screen.
  function seen(panel) {
    const a = variable(panel.p), { cell } = plane(panel), { width, height } = boxOf(panel), [px, py] = view.getCenter(), r = view.getResolution();
    const one = cell(px - (width * r) / 2, py - (height * r) / 2), other = cell(px + (width * r) / 2, py + (height * r) / 2);
    const y0 = Math.floor(clamp(Math.min(one.y, other.y), 0, a.y.size - 1)), x0 = Math.floor(clamp(Math.min(one.x, other.x), 0, a.x.size - 1));
    return { y0, y1: Math.ceil(clamp(Math.max(one.y, other.y), y0 + 1, a.y.size)), x0, x1: Math.ceil(clamp(Math.max(one.x, other.x), x0 + 1, a.x.size)) };
  }

  function request(panel, window, width, height) {
    const pixels = n => clamp(Math.round(n), 1, MOST_PIXELS);
    return { p: panel.p, v: state.v[panel.p], i: indices(panel.p).join(','), ...window, w: pixels(width), h: pixels(height), m: state.m };
  }

  function parameters(panel) {
    const window = seen(panel), r = view.getResolution();
    return request(panel, window, (window.x1 - window.x0) / r, ((window.y1 - window.y0) * tall) / r);
  }

  // What a map's panel asks for, after its mesh has come; null if the array is not on it.
  async function mapParameters(panel, signal) {
    const a = variable(panel.p), box = boxOf(panel), asked = { projection: state.projection, ...centre(a), ...meshSize(box) };
    const [south, north] = ends(a.y), [west, east] = ends(a.x), known = state.window && !view;
    const window = known ? { y: state.window[0], x: state.window[1], height: state.window[2], width: state.window[3] } : view && frame();
    const mesh = await source.mesh(window ? { ...asked, ...window } : { ...asked, ratio: box.height / box.width, west, east, south, north }, signal);
    panel.mesh = mesh;
    state.window = null;
    if (!view) {
      const bounds = [mesh.left, mesh.bottom, mesh.right, mesh.top], least = 1e-3 / Math.max(box.width, box.height);
      use(makeView(bounds, { least, most: (2 * Math.max(mesh.right - mesh.left, mesh.width, mesh.top - mesh.bottom)) / Math.min(box.width, box.height), center: [mesh.x, mesh.y], resolution: mesh.width / box.width }));
      if (known) home = null;
    }
    const cells = cellsOf(mesh, (lon, lat) => cellOn(a, lon, lat), a);
    return cells && request(panel, cells, box.width, box.height);
  }

  async function load(panel) {
    panel.abort?.abort();
    const abort = (panel.abort = new AbortController());
    panel.status.textContent = 'computing …';
    try {
      const asked = isMap() ? await mapParameters(panel, abort.signal) : parameters(panel);
      if (!asked) {
        panel.image = null;
        panel.redraw();
        panel.status.textContent = 'no cells here';
        return;
      }
      let values = await source.view({ ...asked, quick: 1 }, abort.signal);
      await take(panel, values);
      if (values.sample) {
        panel.status.textContent = 'every n-th cell; computing the mean …';
        values = await source.view(asked, abort.signal);
        await take(panel, values);
      }
      panel.status.textContent = values.fy * values.fx > 1 ? `${state.m} of ${values.fy} × ${values.fx} cells` : 'every cell';
      $('error').textContent = '';
      await Promise.all([loadCoast(panel), panel.p === 0 ? loadCode(asked, abort.signal) : null]);
      writeLink(state, frame());
      document.body.dataset.ready = String(Number(document.body.dataset.ready ?? 0) + 1);
    } catch (error) {
      if (error.name === 'AbortError') return;
      panel.status.textContent = '';
      $('error').textContent = error.message;
    }
  }

  async function take(panel, values) {
    panel.view = values;
    const { low, high } = limits(values, state), table = await tableOf(mapName(values, state)), a = variable(panel.p), color = colorOf(table, low, high);
    panel.image = isMap() ? rasterOf(panel.mesh, boxOf(panel), values, (lon, lat) => cellOn(a, lon, lat), color) : cellsImage(a, values, color);
    panel.title.textContent = a.label || a.name;
    panel.low.textContent = show(low);
    panel.high.textContent = show(high);
    drawBar(panel.bar, table);
    panel.redraw();
  }

  async function loadCode(asked, signal) {
    const { low, high } = limits(panels[0].view, state), chosen = { ...asked, colors: mapName(panels[0].view, state) };
    if (low < high) Object.assign(chosen, { low, high });
    if (isMap()) Object.assign(chosen, { projection: state.projection, ...centre(variable(0)) });
    $('code').textContent = (await source.code(chosen, signal)).code;
  }

  async function loadCoast(panel) {
    const a = variable(panel.p);
    if (isMap() || !a.isMap || !state.coast) return;
    const b = degreesOf(a, seen(panel)), wide = (b.east - b.west) * 0.25 + 0.01, high = (b.north - b.south) * 0.25 + 0.01;
    const asked = { west: b.west - wide, east: b.east + wide, south: b.south - high, north: b.north + high }, key = JSON.stringify(asked);
    if (key === panel.coastKey) return;
    panel.coastKey = key;
    panel.coast = (await source.coast(asked)).lines;
    panel.redraw();
  }

  function draw(panel, pen, ratio, pixel) {
    pen.lineWidth = 1.1 * ratio;
    if (isMap()) {
      drawMap(panel, pen, pixel);
    } else {
      const a = variable(panel.p), { point } = plane(panel), pixelOf = (y, x) => pixel(...point(y, x));
      if (!panel.image) return;
      drawCells(pen, panel.image, panel.view, pixelOf);
      pen.strokeStyle = EDGE;
      if (state.coast && a.isMap) drawCoast(pen, a, panel.coast, degreesOf(a, seen(panel)), pixelOf);
    }
    if (panel.picked) drawMark(pen, ratio, pixel(...panel.picked));
  }

  // A map is drawn where its mesh was, until that of the moved window comes.
  function drawMap(panel, pen, pixel) {
    const { mesh, image } = panel;
    if (!mesh) return;
    const [left, top] = pixel(mesh.x - mesh.width / 2, mesh.y + mesh.height / 2), [right, bottom] = pixel(mesh.x + mesh.width / 2, mesh.y - mesh.height / 2);
    if (image) pen.drawImage(image, left, top, right - left, bottom - top);
    pen.strokeStyle = '#8a929c';
    strokeLines(pen, mesh.outline, pixel);
    pen.strokeStyle = EDGE;
    if (state.coast) strokeLines(pen, mesh.coast, pixel);
  }

  // The cell of a panel's array at a point of the plane: on a map by the place on the globe; null if there is none.
  function cellUnder(panel, [px, py]) {
    const a = variable(panel.p), { mesh } = panel;
    const globe = isMap() && mesh && globeAt(mesh, (px - mesh.x) / mesh.width + 0.5, 0.5 - (py - mesh.y) / mesh.height);
    const at = isMap() ? globe && cellOn(a, ...globe) : plane(panel).cell(px, py);
    return at && at.y >= 0 && at.x >= 0 && at.y < a.y.size && at.x < a.x.size ? { y: Math.floor(at.y), x: Math.floor(at.x) } : null;
  }

  function hover(panel, point) {
    for (const other of panels) {
      const { view: values, p } = other, a = variable(p), cell = values && cellUnder(other, point);
      if (!cell || cell.y < values.y0 || cell.y >= values.y1 || cell.x < values.x0 || cell.x >= values.x1) { other.readout.textContent = ''; continue; }
      const r = Math.floor((cell.y - values.y0) / values.fy), c = Math.floor((cell.x - values.x0) / values.fx);
      const units = axis => (axis.units && !axis.units.includes('since') ? ' ' + axis.units : '');
      other.readout.textContent = `${a.name} = ${show(values.values[r * values.columns + c])}   ${a.y.name} = ${values.ylabels[r]}${units(a.y)}   ${a.x.name} = ${values.xlabels[c]}${units(a.x)}`;
    }
  }

  async function pick(panel, point) {
    const cell = cellUnder(panel, point), a = variable(panel.p);
    if (!cell) return;
    const mark = picked => panels.forEach(o => { o.picked = picked; o.redraw(); });
    mark(point);
    if (!a.others.length) return;
    const along = a.others.reduce((best, o) => (o.size > best.size ? o : best)).name, place = o => variable(o.p).others.findIndex(k => k.name === along);
    panel.seriesAbort?.abort();
    panel.seriesAbort = new AbortController();
    try {
      const all = await Promise.all(panels.filter(o => place(o) >= 0 && cellUnder(o, point)).map(async o => ({
        name: variable(o.p).name,
        ...(await source.series({ p: o.p, v: state.v[o.p], i: indices(o.p).join(','), d: place(o), ...cellUnder(o, point) }, panel.seriesAbort.signal)),
      })));
      chart($('series'), all, `(${cell.y}, ${cell.x})`, () => mark(null));
    } catch (error) {
      if (error.name !== 'AbortError') $('error').textContent = error.message;
    }
  }

  function slide() {
    const all = new Map();
    info.panels.forEach((_, p) => variable(p).others.forEach(o => { if (!all.has(o.name)) all.set(o.name, o); }));
    stop();
    stop = makeSliders($('sliders'), [...all.values()], state.i, refresh);
  }

  function bind() {
    const choose = (id, key, then) => { $(id).value = state[key]; $(id).onchange = () => { state[key] = $(id).value; then(); }; };
    $('colors').append(element('option', { value: '', textContent: 'automatic' }), ...info.colors.flatMap(n => [n, n + '_r']).map(n => element('option', { value: n, textContent: n })));
    $('projection').append(element('option', { value: '', textContent: 'cells' }), ...info.projections.map(n => element('option', { value: n, textContent: n })));
    for (const id of ['colors', 'low', 'high']) choose(id, id, refresh);
    choose('method', 'm', refresh);
    choose('projection', 'projection', reset);
    $('projection').parentElement.hidden = !source.mesh || !info.panels.flat().every(a => a.isMap);
    $('coast').checked = state.coast;
    $('coast').onchange = () => { state.coast = $('coast').checked; refresh(); panels.forEach(o => o.redraw()); };
    $('coast').parentElement.hidden = !info.panels.flat().some(a => a.isMap);
    $('in').onclick = () => view?.adjustResolution(0.7);
    $('out').onclick = () => view?.adjustResolution(1.4);
    $('home').onclick = reset;
    const copy = (button, text) => { navigator.clipboard?.writeText(text).then(() => { const word = button.textContent; button.textContent = 'Copied'; setTimeout(() => { button.textContent = word; }, 1200); }, () => {}); };
    $('link').onclick = () => { if (view) writeLink(state, frame()); copy($('link'), location.href); };
    $('copy').onclick = () => copy($('copy'), $('code').textContent);
  }

  document.title = info.panels.map((_, p) => variable(p).name).join(' and ') + ' · gchunk explorer';
  bind();
  slide();
  whole(state.window);
  if (!isMap()) state.window = null;
  const sizeOf = () => { const { width, height } = $('panels').getBoundingClientRect(); return `${width} x ${height}`; };
  let fitted = sizeOf();
  // A window that changes its size shows the whole again if it did before. The first call says nothing new.
  new ResizeObserver(() => {
    if (sizeOf() === fitted) return;
    fitted = sizeOf();
    clearTimeout(waiting);
    waiting = setTimeout(() => (!view || isHome() ? reset() : refresh()), 120);
    fitChart($('series'));
  }).observe($('panels'));
  await refresh();
}
