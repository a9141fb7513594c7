/** What a converter's JSON Schema says of its parameters. */

/** The converter's own parameters as it orders them; JSON objects keep no order. Those of the result's file are not among them. @param {any} schema @returns {[string, any][]} */
export function ordered(schema) {
  const order = schema?.['x-order'] ?? [];
  const at = (/** @type {string} */ name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(schema?.properties ?? {}).filter(([, p]) => !p['x-output']).sort(([a], [b]) => at(a) - at(b));
}

/** Parameters that are further pictures. @param {any} p */
export const isPicture = (p) => Boolean(p?.['x-picture']);

/** Names of the pictures that must be there. @param {any} schema @returns {string[]} */
export const requiredPictures = (schema) => (schema?.required ?? []).filter((/** @type {string} */ name) => isPicture(schema.properties?.[name]));

/**
 * Names of the parameters that are a part of the picture, by what they are of it, or null without.
 * @param {any} schema @returns {{x: string, y: string, width: string, height: string, unit?: string, aspect?: string}|null}
 */
export function areaOf(schema) {
  /** @type {any} */
  const names = Object.fromEntries(ordered(schema).filter(([, p]) => p['x-area']).map(([name, p]) => [p['x-area'], name]));
  return ['x', 'y', 'width', 'height'].every((part) => names[part]) ? names : null;
}

/** Whether a conversion that would take too long can be asked to make the picture smaller. @param {any} schema */
export const canFit = (schema) => schema?.properties?.fit?.type === 'boolean';

/** What the schema says for parameters that are not set; pictures have no such value. @param {any} schema @returns {Record<string, any>} */
export function defaults(schema) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const [name, p] of ordered(schema)) {
    if (!isPicture(p)) values[name] = p.default ?? fallback(p);
  }
  return values;
}

/** @param {any} p */
function fallback(p) {
  if (p.enum) return p.enum[0];
  if (p.type === 'boolean') return false;
  if (p.type === 'number' || p.type === 'integer') return p.minimum ?? 0;
  return '';
}

/**
 * The values to choose from, with labels for people and the groups that they
 * are in, '' for none.
 * @param {any} p @returns {{value: any, label: string, group: string}[]}
 */
export function choicesOf(p) {
  const told = new Map((p['x-choices'] ?? []).map((/** @type {any} */ c) => [c.value, c]));
  return (p.enum ?? []).map((/** @type {any} */ value, /** @type {number} */ i) => ({
    value,
    label: told.get(value)?.title ?? p['x-labels']?.[i] ?? capital(String(value)),
    group: told.get(value)?.group ?? p['x-groups']?.[i] ?? '',
  }));
}

/** @param {string} s */
const capital = (s) => s.replace(/^./, (c) => c.toUpperCase()).replaceAll('_', ' ');
