/**
 * Keeps the document in IndexedDB, one a tab. A tab holds a lock on its
 * document; a new tab takes over the latest one that no tab holds, so closing
 * the page by accident loses nothing.
 */
import { tab, uuid } from '../storage.js';
import { transact } from './db.js';

const KEEP = 24 * 3600_000;
const TAB = 'reverie.document';

/** @typedef {import('./document.js').Doc} Doc */

let id = '';
let last = Promise.resolve();

/**
 * Restores this tab's document into doc, then saves every change.
 * @param {Doc} doc @param {string} owner who may see what is kept
 */
export async function attach(doc, owner) {
  let restored = false;
  try {
    await forgetOthers(owner);
    const record = await claim();
    if (record) restored = await read(doc, record);
  } catch (err) {
    console.warn('the document cannot be kept over a reload', err);
    id ||= uuid();
  }
  tab.set(TAB, id);
  doc.addEventListener('change', (e) => {
    if (e instanceof CustomEvent && e.detail !== 'restore') save(doc);
  });
  if (doc.source && !restored) save(doc); // a picture that was opened in the meantime
}

/** The record to go on with; sets `id`, whose lock is held from here on. */
async function claim() {
  const records = (await transact('readonly', ({ docs }, ask) => ask(docs.getAll()))).sort((a, b) => b.updated - a.updated);
  const mine = tab.get(TAB);
  const wanted = mine ? [mine] : records.filter((r) => Date.now() - r.updated < KEEP).map((r) => r.id);
  for (const candidate of wanted) {
    if (!(await hold(candidate))) continue;
    id = candidate;
    forget((r) => Date.now() - r.updated > KEEP).catch(() => {});
    return records.find((r) => r.id === candidate);
  }
  id = uuid();
  await hold(id);
  // A duplicated tab begins with a copy of what the other one holds.
  return records.find((r) => r.id === mine);
}

/** Takes the lock for as long as the page lives. @param {string} name @returns {Promise<boolean>} */
function hold(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(`reverie-document-${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

/** Whether it is what doc has now. @param {Doc} doc @param {any} record */
async function read(doc, record) {
  const load = async (/** @type {any} */ p) => {
    const stored = await transact('readonly', ({ blobs }, ask) => ask(blobs.get(p.id)));
    if (!stored) throw new Error('a picture is missing');
    return { ...p, blob: stored.blob, thumb: stored.thumb };
  };
  if (!record.source) return false;
  const source = await load(record.source);
  const steps = [], { pending } = record;
  for (const s of record.steps) steps.push({ ...s, picture: await load(s.picture) });
  for (const [name, p] of Object.entries(pending?.pictures ?? {})) pending.pictures[name] = await load(p);
  const { name, cursor, owner } = record;
  if (doc.source) return false;
  Object.assign(doc, { source, steps, name, cursor, pending, owner });
  doc.changed('restore');
  return true;
}

/** @param {import('./picture.js').Picture} p */
const bare = ({ blob, thumb, ...rest }) => rest;

/** Saves in order, one after the other; resolves when this change is safe. @param {Doc} doc @returns {Promise<void>} */
export function save(doc) {
  const { name, cursor, pending, owner, source } = doc;
  const further = Object.entries(pending?.pictures ?? {});
  const pictures = [source, ...doc.steps.map((s) => s.picture), ...further.map(([, p]) => p)].filter((p) => p !== null);
  const record = {
    id, updated: Date.now(), name, cursor, owner,
    pending: pending && { ...pending, pictures: Object.fromEntries(further.map(([k, p]) => [k, bare(p)])) },
    source: source && bare(source),
    steps: doc.steps.map((s) => ({ ...s, picture: bare(s.picture) })),
  };
  last = last.then(() => write(record, pictures)).catch((err) => console.warn('not saved', err));
  return last;
}

/** Resolves when all saves so far are on disk. */
export const saved = () => last;

/** @param {any} record @param {import('./picture.js').Picture[]} pictures */
function write(record, pictures) {
  return transact('readwrite', async ({ docs, blobs }, ask) => {
    const stored = new Set(await ask(blobs.getAllKeys()));
    for (const p of pictures) {
      if (!stored.has(p.id)) await ask(blobs.put({ id: p.id, blob: p.blob, thumb: p.thumb }));
    }
    if (record.source) await ask(docs.put(record));
    else await ask(docs.delete(record.id));
    await sweep(docs, blobs, ask);
  });
}

/**
 * Deletes blobs that no document needs.
 * @param {IDBObjectStore} docs @param {IDBObjectStore} blobs @param {(r: IDBRequest) => Promise<any>} ask
 */
async function sweep(docs, blobs, ask) {
  const used = new Set();
  for (const r of await ask(docs.getAll())) {
    const further = Object.values(r.pending?.pictures ?? {});
    for (const p of [r.source, ...r.steps.map((/** @type {any} */ s) => s.picture), ...further]) if (p) used.add(p.id);
  }
  for (const key of await ask(blobs.getAllKeys())) if (!used.has(key)) await ask(blobs.delete(key));
}

/** Deletes stored documents, except this tab's. @param {(record: any) => boolean} which */
function forget(which) {
  return transact('readwrite', async ({ docs, blobs }, ask) => {
    for (const r of await ask(docs.getAll())) {
      if (r.id !== id && which(r)) await ask(docs.delete(r.id));
    }
    await sweep(docs, blobs, ask);
  });
}

/** Forgets the stored documents of every account but this one. @param {string} owner */
export const forgetOthers = (owner) => forget((r) => r.owner && r.owner !== owner);
