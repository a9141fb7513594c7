/**
 * Who is signed in. The access token lives in memory only; the refresh token
 * is a cookie that scripts cannot read. Refresh tokens rotate, and using an old
 * one twice ends the session, so refreshes of all tabs go through one lock.
 */
import { kept } from '../storage.js';
import { Problem, fromAnswer, unreachable } from './problem.js';

const HINT = 'reverie.signed-in'; // whether asking for a refresh makes sense
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('reverie-session') : null;

/** @type {{user: {id: string, username: string}|null, token: string, expires: number, ready: boolean}} */
const state = { user: null, token: '', expires: 0, ready: false };
/** Emits "change", and "ended" when the server no longer knows the session. */
export const sessionEvents = new EventTarget();

export const currentUser = () => state.user;
/** Whether somebody is signed in, even while the accounts cannot be reached to say who. */
export const hasSession = () => Boolean(state.user || kept.get(HINT));
/** Whether it is known if somebody is signed in. */
export const sessionReady = () => state.ready;

/** @param {any} pair @param {boolean} [tell] */
function accept(pair, tell = true) {
  state.user = pair.user ?? state.user;
  state.token = pair.access_token;
  state.expires = pair.expires ?? Date.now() + (pair.expires_in ?? 300) * 1000;
  state.ready = true;
  kept.set(HINT, '1');
  if (tell) channel?.postMessage({ kind: 'tokens', pair: { user: state.user, access_token: state.token, expires: state.expires } });
  announce();
}

function forget(tell = true) {
  Object.assign(state, { user: null, token: '', expires: 0, ready: true });
  kept.remove(HINT);
  if (tell) channel?.postMessage({ kind: 'out' });
  announce();
}

const announce = () => sessionEvents.dispatchEvent(new Event('change'));

channel?.addEventListener('message', ({ data }) => {
  if (data.kind === 'tokens') accept(data.pair, false);
  if (data.kind === 'out' && state.user) forget(false);
});

/** @param {string} path @param {any} [body] @param {Record<string,string>} [headers] @param {string} [method] */
async function post(path, body, headers = {}, method = 'POST') {
  let res;
  try {
    res = await fetch(path, {
      method, credentials: 'same-origin',
      headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch { throw unreachable(); }
  if (!res.ok) throw fromAnswer(res.status, (n) => res.headers.get(n), await res.text());
  return res.status === 204 ? null : res.json();
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
const alone = (work) => (navigator.locks ? navigator.locks.request('reverie-refresh', work) : work());

/** Asks for a new token, unless another tab got one while this one waited. */
function refresh() {
  const before = state.token;
  return alone(async () => {
    if (state.token && state.token !== before && state.expires > Date.now() + 5000) return;
    if (!kept.get(HINT)) return forget(false);
    try {
      accept(await post('/api/refresh'));
    } catch (err) {
      if (err instanceof Problem && (err.status === 401 || err.status === 403)) {
        forget();
        sessionEvents.dispatchEvent(new Event('ended'));
        return;
      }
      state.ready = true;
      announce();
      throw err;
    }
  });
}

/** Restores the session when the page loads; tries again while accounts are down. */
export async function restore() {
  if (!kept.get(HINT)) { state.ready = true; return announce(); }
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
    try { return await refresh(); } catch {
      await new Promise((r) => setTimeout(r, wait));
    }
  }
}

/**
 * A token that is good for the next seconds, or '' when nobody is signed in.
 * @param {string} [stale] a token that the server has just refused
 */
export async function token(stale) {
  const old = stale !== undefined && stale === state.token;
  if (state.token && !old && state.expires > Date.now() + 10_000) return state.token;
  if (state.token || kept.get(HINT)) await refresh();
  return state.token;
}

/** @param {'login'|'register'} kind @param {string} username @param {string} password */
export async function signIn(kind, username, password) {
  const pair = await alone(() => post(`/api/${kind}`, { username, password }));
  accept(pair);
  return state.user;
}

export async function signOut() {
  try { await alone(() => post('/api/logout')); } finally { forget(); }
}

/** Deletes the account with all its pictures. @param {string} password */
export async function deleteAccount(password) {
  await post('/api/me', { password }, { Authorization: `Bearer ${await token()}` }, 'DELETE');
  forget();
}
