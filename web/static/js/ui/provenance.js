/** "How this was made": a result's facts, and how to make it again. */
import { h } from '../dom.js';
import { converter, titleOf } from '../api/catalog.js';
import { asCurl } from '../api/provenance.js';
import { dimensions, duration, typeName, valueText } from '../format.js';
import { RECIPE, describe } from '../recipe.js';
import { ordered } from '../schema.js';
import { copy } from './copy.js';
import { openDialog } from './dialog.js';
import { icon } from './icon.js';

/**
 * @typedef {import('../api/provenance.js').Provenance} Provenance
 * @typedef {{input: string, pictures?: Record<string, string>, output: string}} Files names for the command
 */

/** @param {Provenance} p @param {Files} files */
export function openProvenance(p, files) {
  openDialog('How this was made', { class: 'provenance-dialog', testid: 'provenance' }, provenance(p, files));
}

/** @param {Provenance} p @param {Files} files @returns {HTMLElement} */
export function provenance(p, files) {
  const schema = converter(p.converter)?.parameters;
  const title = (/** @type {string} */ name) => schema?.properties?.[name]?.title ?? plain(name);
  const order = ordered(schema).map(([name]) => name);
  const set = Object.entries(p.parameters ?? {}).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return h('div', { class: 'provenance' },
    h('dl', { class: 'provenance-facts' },
      fact('Converter', [titleOf(p.converter), p.converter_version && `version ${p.converter_version}`]),
      p.model && fact('Model', [p.model.name, p.model.version && `version ${p.model.version}`], 'provenance-model', p.model.sha256),
      set.map(([name, value]) => fact(title(name), [p.converter === RECIPE && name === RECIPE ? describe(value) : valueText(value, schema?.properties?.[name] ?? {})], `provenance-${name}`)),
      p.input && fact('Input', [dimensions(p.input.width, p.input.height), p.input.type && typeName(p.input.type)], '', p.input.sha256),
      Object.entries(p.pictures ?? {}).map(([name, picture]) => fact(title(name), [], '', picture.sha256)),
      Object.entries(p.details ?? {}).filter(([name]) => p.converter !== RECIPE || name !== 'steps').map(([name, value]) => fact(plain(name), [typeof value === 'object' ? JSON.stringify(value) : String(value)])),
      p.conversion_seconds !== undefined && fact('Took', [duration(p.conversion_seconds * 1000)]),
      p.runtime && fact('Made by', [typeof p.runtime === 'object' ? Object.values(p.runtime).join(' ') : String(p.runtime)])),
    h('p', { class: 'provenance-note' }, 'The same picture with these settings gives the same bytes, for as long as the versions are the same.'),
    h('div', { class: 'provenance-actions' },
      h('button', { class: 'button', type: 'button', testid: 'copy-curl', onclick: () => copy(asCurl(p, files), 'The command is copied') }, icon('code'), 'Copy as curl'),
      h('button', { class: 'button', type: 'button', testid: 'copy-json', onclick: () => copy(JSON.stringify(p, null, 2), 'The JSON is copied') }, icon('copy'), 'Copy JSON')));
}

/** @param {string} label @param {(string|undefined|false)[]} parts @param {string} [testid] @param {string} [hash] */
function fact(label, parts, testid, hash) {
  return h('div', null, h('dt', null, label),
    h('dd', { testid: testid || null }, parts.filter(Boolean).join(' · '), hash && h('code', { class: 'hash', title: `SHA-256 ${hash}` }, hash.slice(0, 12))));
}

/** "gradient_steps" → "Gradient steps". @param {string} name */
const plain = (name) => name.replaceAll('_', ' ').replace(/^./, (c) => c.toUpperCase());
