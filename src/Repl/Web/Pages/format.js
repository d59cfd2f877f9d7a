// Numbers as people read them, and elements of text. All text goes through textContent, never through HTML.
export function bytes(n) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let u = 0;
  while (n >= 1000 && u < units.length - 1) { n /= 1000; u++; }
  return `${u === 0 || n >= 100 ? Math.round(n) : n.toPrecision(3)} ${units[u]}`;
}

export function duration(ms) {
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 1000) return `${ms.toPrecision(3)} ms`;
  if (ms < 90000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60000)} min ${Math.floor(ms / 1000) % 60} s`;
}

export const count = n => Math.round(n).toLocaleString('en').replaceAll(',', '\u202f');

// Neighbouring numbers get hues that are far apart.
export const color = name => `hsl(${Math.floor(name * 137.508 % 360)} 60% 45%)`;

export function element(tag, text = '', className = '') {
  const e = document.createElement(tag);
  if (text !== '') e.textContent = text;
  if (className) e.className = className;
  return e;
}

export function bar(share, tint = '') {
  const outer = element('span', '', 'bar'), inner = element('span');
  inner.style.width = `${Math.max(0, Math.min(1, share || 0)) * 100}%`;
  if (tint) inner.style.background = tint;
  outer.append(inner);
  return outer;
}

/** Replaces the children of an element unless the key of what it shows is the same. */
export function show(target, key, make) {
  if (target.dataset.key === key) return;
  target.dataset.key = key;
  target.replaceChildren(...make());
}
