// The address of this program's other pages, with the token where the cookie may be missing (in a notebook's frame).
const token = new URLSearchParams(location.search).get('token');
if (token && window === window.top) {
  const clean = new URL(location.href);
  clean.searchParams.delete('token');
  history.replaceState(null, '', clean);
}

/** Returns the address of a path of this server. */
export function address(path) {
  if (!token) return path;
  return path + (path.includes('?') ? '&' : '?') + 'token=' + token;
}

/** Posts to a path of this server and returns the answer's text. Throws the server's message if it refuses. */
export async function post(path, body = '') {
  const answer = await fetch(address(path), { method: 'POST', body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text.trim());
  return text;
}
