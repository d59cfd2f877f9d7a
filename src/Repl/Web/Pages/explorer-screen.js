// The screens of the explorer. OpenLayers moves and zooms them; all share one view of the plane.
import { place, stepOf, valueAt } from './explorer-axes.js';
import { clamp, element } from './explorer-parts.js';

const KEYS = 'Arrow keys move it, plus and minus zoom, 0 shows the whole.';

/** Makes a screen. `draw` gets a pen, and where points of the plane lie on the canvas. */
export function makeScreen(target, draw) {
  const canvas = element('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Picture of the array. ${KEYS}`);
  target.tabIndex = 0;
  target.setAttribute('role', 'application');
  target.setAttribute('aria-label', `The array on screen. ${KEYS}`);
  const layer = new ol.Layer({
    render(frame) {
      const ratio = frame.pixelRatio, [width, height] = frame.size.map(n => Math.max(1, Math.round(n * ratio)));
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const pen = canvas.getContext('2d'), { center, resolution } = frame.viewState;
      pen.clearRect(0, 0, width, height);
      draw(pen, ratio, (x, y) => [((x - center[0]) / resolution) * ratio + width / 2, height / 2 - ((y - center[1]) / resolution) * ratio]);
      return canvas;
    },
  });
  const map = new ol.Map({ target, layers: [layer], controls: [], view: new ol.View(), interactions: ol.interactions({ altShiftDragRotate: false, pinchRotate: false }) });
  return { map, redraw: () => layer.changed() };
}

/** A view of a rectangle of the plane. Its middle stays within the bounds. */
export function makeView(bounds, { least, most, center, resolution }) {
  const projection = new ol.Projection({ code: 'plane', units: 'pixels', extent: bounds });
  return new ol.View({ projection, extent: bounds, constrainOnlyCenter: true, smoothExtentConstraint: false, enableRotation: false, minResolution: least, maxResolution: most, smoothResolutionConstraint: false, center, resolution });
}

/** The plane of an array's cells: to the right and upwards as people look at it, each cell one wide and `tall` high. */
export function planeOf(a, tall) {
  const right = !a.x.down, up = !a.y.down;
  return {
    bounds: [0, 0, a.x.size, a.y.size * tall],
    point: (y, x) => [right ? x : a.x.size - x, (up ? y : a.y.size - y) * tall],
    cell: (px, py) => ({ y: up ? py / tall : a.y.size - py / tall, x: right ? px : a.x.size - px }),
  };
}

/** How high a cell is against its width: as on the globe; or, where it is none, so that the whole fills the screen. */
export const tallness = (a, box) => (a.isMap ? stepOf(a.y) / stepOf(a.x) : (a.x.size / a.y.size) * (box.height / box.width || 1));

/** Draws a picture of cells, one pixel each, in which the first row and column are at the array's first cell. */
export function drawCells(pen, image, view, pixelOf) {
  // The last block may reach beyond the last cell.
  const [ax, ay] = pixelOf(view.y0, view.x0), [bx, by] = pixelOf(view.y0 + view.rows * view.fy, view.x0 + view.columns * view.fx);
  const [cx, cy] = pixelOf(view.y1, view.x1);
  pen.imageSmoothingEnabled = false;
  pen.save();
  clip(pen, [ax, ay], [cx, cy]);
  pen.drawImage(image, Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
  pen.restore();
}

/** A picture of a view's values, a pixel each, as it lies on the screen. */
export function cellsImage(a, view, colorOf) {
  const image = new ImageData(view.columns, view.rows), pixels = new Uint32Array(image.data.buffer);
  for (let r = 0; r < view.rows; r++) {
    const row = (a.y.down ? r : view.rows - 1 - r) * view.columns;
    for (let c = 0; c < view.columns; c++) pixels[r * view.columns + c] = colorOf(view.values[row + (a.x.down ? view.columns - 1 - c : c)]);
  }
  const canvas = element('canvas', { width: view.columns, height: view.rows });
  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas;
}

/** The degrees of a window of cells. */
export function degreesOf(a, window) {
  const along = (axis, from, to) => [valueAt(axis, clamp(from, 0, axis.size)), valueAt(axis, clamp(to, 0, axis.size))].sort((s, t) => s - t);
  const [south, north] = along(a.y, window.y0, window.y1), [west, east] = along(a.x, window.x0, window.x1);
  return { west, east, south, north };
}

/** Strokes coastlines over cells. */
export function drawCoast(pen, a, lines, seen, pixelOf) {
  // The lines end where the data do.
  pen.save();
  clip(pen, pixelOf(0, 0), pixelOf(a.y.size, a.x.size));
  pen.beginPath();
  for (const line of lines) {
    for (const turn of [-360, 0, 360]) {
      let west = Infinity, east = -Infinity;
      for (let k = 0; k < line.length; k += 2) { west = Math.min(west, line[k]); east = Math.max(east, line[k]); }
      if (east + turn < seen.west - 5 || west + turn > seen.east + 5) continue;
      let before = null;
      for (let k = 0; k < line.length; k += 2) {
        const lon = line[k] + turn;
        const point = { lon, inside: lon >= seen.west - 2 && lon <= seen.east + 2, at: pixelOf(place(a.y, line[k + 1]), place(a.x, lon)) };
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

/** Draws the mark of a chosen cell. */
export function drawMark(pen, ratio, [x, y]) {
  pen.lineWidth = 2 * ratio;
  pen.strokeStyle = '#fff';
  pen.strokeRect(x - 5 * ratio, y - 5 * ratio, 10 * ratio, 10 * ratio);
  pen.lineWidth = ratio;
  pen.strokeStyle = '#000';
  pen.strokeRect(x - 6 * ratio, y - 6 * ratio, 12 * ratio, 12 * ratio);
}

function clip(pen, [ax, ay], [bx, by]) {
  pen.beginPath();
  pen.rect(Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
  pen.clip();
}
