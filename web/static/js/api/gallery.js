/** The signed-in account's pictures. */
import { getBlob, getJSON, request } from './http.js';

/**
 * @typedef {{type: string, size: number, width: number, height: number}} Side
 * @typedef {object} Item
 * @property {string} id
 * @property {string} converter
 * @property {Record<string, any>} parameters
 * @property {string} created_at
 * @property {string} [name]
 * @property {import('./provenance.js').Provenance} [provenance] how the result was made
 * @property {Side} original
 * @property {Side} result
 * @property {{self: string, original: string, result: string, thumbnail: string, further?: string}} links further: the picture that the converter was given besides
 */

/** @param {string} [next] the link of the page before @param {AbortSignal} [signal] @returns {Promise<{items: Item[], next?: string}>} */
export const listPictures = (next, signal) => getJSON(next ?? '/api/gallery?limit=24', { signal });

/** @param {string} id @returns {Promise<Item>} */
export const getPicture = (id) => getJSON(`/api/gallery/${encodeURIComponent(id)}`);

/** @param {Item} item @param {'original'|'result'|'thumbnail'|'further'} side @param {AbortSignal} [signal] */
export const pictureBlob = (item, side, signal) =>
  getBlob(item.links?.[side] ?? `/api/gallery/${encodeURIComponent(item.id)}/${side}`, { signal });

/** @param {string} id */
export const deletePicture = (id) => request(`/api/gallery/${encodeURIComponent(id)}`, { method: 'DELETE' });
