/** The converters that this server has, as they describe themselves. */
import { sleep } from '../dom.js';
import { ordered } from '../schema.js';
import { getJSON } from './http.js';

/**
 * @typedef {object} Converter
 * @property {string} name
 * @property {string} title
 * @property {string} summary
 * @property {string} [category]
 * @property {string} [icon]
 * @property {any} parameters a JSON Schema of type object
 * @property {boolean} [chain] whether it can be a step of a recipe
 * @property {boolean} [preview] whether it shows previews while it works
 * @property {import('../editor/estimate.js').Cost} [cost] what a conversion costs, before it is asked for
 */

/** @type {Map<string, Converter>} */
const known = new Map();

/** Loads the catalogue; tries for a while before it gives up. @returns {Promise<Converter[]>} */
export async function loadCatalog() {
  for (let attempt = 0; ; attempt++) {
    try {
      const { converters } = await getJSON('/api/converters', { anonymous: true });
      known.clear();
      for (const c of converters) known.set(c.name, c);
      return converters;
    } catch (err) {
      if (attempt >= 3) throw err;
      await sleep(400 * 2 ** attempt);
    }
  }
}

/** @param {string} name @returns {Converter|undefined} */
export const converter = (name) => known.get(name);
/** A title also for what has left the catalogue. @param {string} name */
export const titleOf = (name) => known.get(name)?.title ?? name.replaceAll('-', ' ').replace(/^./, (c) => c.toUpperCase());
/** @param {Converter} c */
export const hasParameters = (c) => ordered(c.parameters).length > 0;
