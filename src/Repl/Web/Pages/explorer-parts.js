// What the parts of the explorer share.
export const clamp = (v, low, high) => Math.min(high, Math.max(low, v));
export const show = v => (v == null || Number.isNaN(v) ? 'missing' : Math.abs(v) >= 1e6 || (v !== 0 && Math.abs(v) < 1e-3) ? v.toExponential(4) : String(Number(v.toPrecision(6))));

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
