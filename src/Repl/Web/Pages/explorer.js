import { address } from './session.js';
import { explore } from './explorer-view.js';

const base = location.pathname;

async function get(path, parameters, signal) {
  const query = new URLSearchParams(parameters).toString();
  const answer = await fetch(address(base + path + (query ? '?' + query : '')), { signal });
  if (answer.ok) return answer;
  const text = await answer.text();
  let message = text;
  try { message = JSON.parse(text).error; } catch { /* the server's plain text */ }
  throw new Error(message);
}

const json = async (path, parameters, signal) => (await get(path, parameters, signal)).json();

// Numbers with a header: see PackedMessage.
async function packed(path, parameters, signal) {
  const bytes = await (await get(path, parameters, signal)).arrayBuffer();
  const length = new DataView(bytes).getInt32(0, true);
  const message = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  message.values = new Float32Array(bytes, 4 + length);
  return message;
}

explore({
  info: () => json('/info'),
  colors: name => json('/colors', { name }),
  coast: window => json('/coast', window),
  series: (parameters, signal) => json('/series', parameters, signal),
  code: (parameters, signal) => json('/code', parameters, signal),
  mesh: (parameters, signal) => packed('/mesh', parameters, signal),
  view: (parameters, signal) => packed('/view', parameters, signal),
});
