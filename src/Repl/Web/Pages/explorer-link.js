// The state of the page, which its address holds.

/** The state that the page's address names, or the first one. */
export function readLink(info, hasMaps) {
  const state = { v: info.panels.map(() => 0), i: {}, colors: '', low: '', high: '', m: 'mean', coast: true, projection: '', window: null };
  try {
    const text = decodeURIComponent(location.hash.slice(1));
    const given = text ? JSON.parse(text) : {};
    for (const key of ['colors', 'low', 'high', 'm', 'projection']) if (typeof given[key] === 'string') state[key] = given[key];
    if (!info.projections.includes(state.projection) || !hasMaps) state.projection = '';
    if (typeof given.coast === 'boolean') state.coast = given.coast;
    if (given.i && typeof given.i === 'object') for (const [k, n] of Object.entries(given.i)) if (Number.isInteger(n)) state.i[k] = n;
    if (Array.isArray(given.v)) given.v.forEach((n, p) => { if (info.panels[p]?.[n]) state.v[p] = n; });
    if (Array.isArray(given.window) && given.window.length === 4 && given.window.every(Number.isFinite)) state.window = given.window;
  } catch { /* not a link of this page */ }
  return state;
}

/** Writes the state into the page's address. */
export function writeLink(state, frame) {
  const { y, x, height, width } = frame;
  const link = { ...state, window: [y, x, height, width].map(n => Number(n.toFixed(state.projection ? 6 : 3))) };
  history.replaceState(null, '', '#' + encodeURIComponent(JSON.stringify(link)));
}
