// The HTTP API, as the console asks it.

const base = new URL('api/v1/', document.baseURI).pathname;

/** What the API refused, or that it could not be reached (status 0). */
export class Problem extends Error {
  constructor(status, body, etag) {
    super(body.detail || body.title || 'The answer has status ' + status + '.');
    Object.assign(this, {status, detail: this.message, field: body.field, etag, body});
  }
}

/** The address of something; a path is a text that is ready, or a list of segments as they are. */
export const url = (path, query) =>
  base + (Array.isArray(path) ? path.map(encodeURIComponent).join('/') : path) + search(query);

export function search(query = {}) {
  const said = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== '' && v !== false);
  return said.length ? '?' + said.map(([k, v]) => k + '=' + encodeURIComponent(v)).join('&') : '';
}

export async function api(path, {query, method = 'GET', body, ifMatch, signal, text, type, headers} = {}) {
  const head = {Accept: 'application/json', ...headers};
  // With the cookie of a session a change must say that it comes from this page.
  if (method !== 'GET') head['X-Bindery-Console'] = '1';
  if (body !== undefined) head['Content-Type'] = type || 'application/json';
  if (ifMatch) head['If-Match'] = ifMatch;
  const began = Date.now();
  let answer;
  try {
    answer = await fetch(url(path, query), {
      method, headers: head, signal, body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Problem(0, {detail: 'Bindery does not answer. The console goes on as soon as it is back.'});
  }
  heard(answer.headers.get('Date'), began);
  const etag = answer.headers.get('ETag');
  const json = /json/.test(answer.headers.get('Content-Type'));
  if (!answer.ok) {
    const problem = new Problem(answer.status, json ? await answer.json().catch(() => ({})) : {}, etag);
    if (answer.status === 401) signedOut.set(problem);
    throw problem;
  }
  return {body: text ? await answer.text() : json ? await answer.json() : null, etag, status: answer.status};
}

export const get = (path, query, signal) => api(path, {query, signal}).then(a => a.body);
export const post = (path, body, more) => api(path, {...more, method: 'POST', body}).then(a => a.body);

/** A value that components follow. */
export function store(value) {
  const followers = new Set();
  return {
    get: () => value,
    set(next) { value = next; followers.forEach(f => f(next)); },
    follow(f) { followers.add(f); return () => followers.delete(f); },
  };
}

/** The problem for which somebody has to sign in; null if nobody has to. */
export const signedOut = store(null);

// The clock of the server may differ from the browser's. Each answer says between which two values
// the difference lies; what all of them allow is kept.
let least = -Infinity, most = Infinity;

function heard(date, began) {
  const at = Date.parse(date);
  if (at) between(at - Date.now(), at + 1000 - began);
}

function between(low, high) {
  least = Math.max(least, low);
  most = Math.min(most, high);
  // A clock was set.
  if (least > most) [least, most] = [low, high];
}

/** Milliseconds of the server's clock. */
export const now = () => Date.now() + (least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2));
