// The axes of an array's plane: cells, numbers and places on the globe. Cell k reaches from k to k + 1.
import { clamp } from './explorer-parts.js';

/** The number from one cell to the next. */
export function stepOf(axis) {
  const v = axis.values;
  return v && v.length > 1 ? Math.abs((v[v.length - 1] - v[0]) / (axis.at[v.length - 1] - axis.at[0])) || 1 : 1;
}

/** The cell at a number along an axis, between the places that the page knows and straight on outside them. */
export function place(axis, value) {
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

/** The number at a cell. */
export function valueAt(axis, cell) {
  const n = axis.values.length;
  if (n < 2) return axis.values[0];
  const k = clamp(Math.floor((cell - 0.5) / (axis.at[1] - axis.at[0])), 0, n - 2);
  return axis.values[k] + ((cell - 0.5 - axis.at[k]) / (axis.at[k + 1] - axis.at[k])) * (axis.values[k + 1] - axis.values[k]);
}

/** The least and the greatest number of an axis. */
export const ends = axis => [axis.values[0], axis.values[axis.values.length - 1]].sort((s, t) => s - t);

/** The cell at a place on the globe, or null if the array has none there. */
export function cellOn(a, lon, lat) {
  const v = a.x.values, n = v.length, half = stepOf(a.x) / 2, west = Math.min(v[0], v[n - 1]) - half;
  const turned = west + (((lon - west) % 360) + 360) % 360;
  const cell = { y: place(a.y, lat), x: place(a.x, turned) };
  return cell.y >= 0 && cell.y < a.y.size && cell.x >= 0 && cell.x < a.x.size ? cell : null;
}

/** The middle of the data, in whole degrees: the centre of a map. */
export function centre(a) {
  const middle = axis => Math.round((axis.values[0] + axis.values[axis.values.length - 1]) / 2);
  return { lon: middle(a.x), lat: clamp(middle(a.y), -90, 90) };
}
