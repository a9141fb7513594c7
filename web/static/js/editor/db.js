/** IndexedDB with promises: two stores, `docs` and `blobs`. */

/** @type {Promise<IDBDatabase>|undefined} */
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const req = indexedDB.open('reverie', 1);
    req.onupgradeneeded = () => {
      req.result.createObjectStore('docs', { keyPath: 'id' });
      req.result.createObjectStore('blobs', { keyPath: 'id' });
    };
    req.onsuccess = () => resolve(req.result);
    req.onerror = () => reject(req.error);
  });
  return opening;
}

/** @template T @param {IDBRequest<T>} req @returns {Promise<T>} */
const answer = (req) => new Promise((resolve, reject) => {
  req.onsuccess = () => resolve(req.result);
  req.onerror = () => reject(req.error);
});

/**
 * Runs work in one transaction over both stores; all of it happens or nothing.
 * Work may await nothing but `ask`.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(stores: {docs: IDBObjectStore, blobs: IDBObjectStore}, ask: typeof answer) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function transact(mode, work) {
  const db = await open();
  const tx = db.transaction(['docs', 'blobs'], mode);
  const done = new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve(undefined);
    tx.onerror = tx.onabort = () => reject(tx.error);
  });
  const result = await work({ docs: tx.objectStore('docs'), blobs: tx.objectStore('blobs') }, answer);
  await done;
  return result;
}
