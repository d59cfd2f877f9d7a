// Maps of the explorer: the plane of a projection. The server says where the points of a mesh lie on the globe; pixels
// between them are interpolated here.
const SPACING = 5; // pixels between points of the mesh
const DEGREES = 180 / Math.PI;

/** The parameters of a mesh for a screen. */
export const meshSize = box => ({ columns: Math.max(2, Math.min(1024, Math.round(box.width / SPACING))), rows: Math.max(2, Math.min(1024, Math.round(box.height / SPACING))) });

/** Where a place on the screen (0 to 1 across and down) lies on the globe: [lon, lat] in degrees, or null beyond it. */
export function globeAt(mesh, u, w) {
  const { columns, rows, values } = mesh;
  if (!(u >= 0 && u <= 1 && w >= 0 && w <= 1)) return null;
  const c = u * (columns - 1), r = w * (rows - 1);
  const c0 = Math.min(Math.floor(c), columns - 2), r0 = Math.min(Math.floor(r), rows - 2), fc = c - c0, fr = r - r0;
  const at = 3 * (r0 * columns + c0), below = at + 3 * columns;
  const between = k => (1 - fr) * ((1 - fc) * values[at + k] + fc * values[at + 3 + k]) + fr * ((1 - fc) * values[below + k] + fc * values[below + 3 + k]);
  let x = between(0), y = between(1), z = between(2), length = Math.hypot(x, y, z);
  // At the edge of the globe and where the map is cut, the nearest point of the mesh stands for its surroundings.
  if (!(length > 0.98)) {
    const nearest = 3 * (Math.round(r) * columns + Math.round(c));
    [x, y, z] = [values[nearest], values[nearest + 1], values[nearest + 2]];
    length = 1;
    if (Number.isNaN(x)) return null;
  }
  return [Math.atan2(y, x) * DEGREES, Math.asin(Math.max(-1, Math.min(1, z / length))) * DEGREES];
}

/** The cells that a map shows: the smallest window of them that has all points of the mesh; null if there are none. */
export function cellsOf(mesh, cellOf, a) {
  const seen = { y0: Infinity, y1: -Infinity, x0: Infinity, x1: -Infinity };
  for (let r = 0; r < mesh.rows; r++) {
    for (let c = 0; c < mesh.columns; c++) {
      const place = globeAt(mesh, c / (mesh.columns - 1), r / (mesh.rows - 1));
      const cell = place && cellOf(...place);
      if (!cell) continue;
      seen.y0 = Math.min(seen.y0, cell.y);
      seen.y1 = Math.max(seen.y1, cell.y);
      seen.x0 = Math.min(seen.x0, cell.x);
      seen.x1 = Math.max(seen.x1, cell.x);
    }
  }
  if (seen.y0 > seen.y1) return null;
  // Pixels between the points may show a little more.
  const wide = (first, last, size) => {
    const more = 1 + (last - first) * 0.05;
    return [Math.max(0, Math.floor(first - more)), Math.min(size, Math.ceil(last + more))];
  };
  const [y0, y1] = wide(seen.y0, seen.y1, a.y.size), [x0, x1] = wide(seen.x0, seen.x1, a.x.size);
  return { y0, y1, x0, x1 };
}

/** Draws a view on a map: the colour of each pixel's cell. */
export function rasterOf(mesh, box, view, cellOf, colorOf) {
  const width = Math.max(1, Math.round(box.width)), height = Math.max(1, Math.round(box.height));
  const image = new ImageData(width, height), pixels = new Uint32Array(image.data.buffer);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const place = globeAt(mesh, (c + 0.5) / width, (r + 0.5) / height);
      const cell = place && cellOf(...place);
      if (!cell || cell.y < view.y0 || cell.y >= view.y1 || cell.x < view.x0 || cell.x >= view.x1) continue;
      pixels[r * width + c] = colorOf(view.values[Math.floor((cell.y - view.y0) / view.fy) * view.columns + Math.floor((cell.x - view.x0) / view.fx)]);
    }
  }
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height }).getContext('2d').putImageData(image, 0, 0);
  return canvas;
}

/** Strokes lines of the plane (x, y, x, y, …). */
export function strokeLines(pen, lines, pixel) {
  pen.beginPath();
  for (const line of lines) {
    for (let k = 0; k < line.length; k += 2) {
      const at = pixel(line[k], line[k + 1]);
      if (k) pen.lineTo(...at);
      else pen.moveTo(...at);
    }
  }
  pen.stroke();
}
