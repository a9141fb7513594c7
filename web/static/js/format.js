/** Numbers, sizes, dates and media types as people read them. */
import { choicesOf, ordered } from './schema.js';

/** @param {number} bytes */
export function fileSize(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let n = bytes / 1000, i = 0;
  while (n >= 999.5 && i < units.length - 1) { n /= 1000; i++; }
  return `${n < 10 ? n.toFixed(1) : Math.round(n)} ${units[i]}`;
}

/** "image/jpeg" → "JPEG". @param {string} type */
export function typeName(type) {
  const sub = (type || '').split(';')[0].split('/')[1] ?? '';
  const names = { jpeg: 'JPEG', png: 'PNG', gif: 'GIF', webp: 'WebP', tiff: 'TIFF', bmp: 'BMP', 'x-ms-bmp': 'BMP' };
  return names[sub] ?? (sub ? sub.toUpperCase() : 'File');
}

/** The usual file ending. @param {string} type */
export function extension(type) {
  const sub = (type || '').split(';')[0].split('/')[1] ?? '';
  return { jpeg: 'jpg', 'x-ms-bmp': 'bmp', 'svg+xml': 'svg' }[sub] ?? (sub || 'img');
}

/** @param {number} ms */
export function duration(ms) {
  if (ms < 950) return `${Math.max(10, Math.round(ms / 10) * 10)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')} min`;
}

/** A time that is not known well: "about 12 s". @param {number} seconds */
export function roughly(seconds) {
  if (seconds < 1) return 'under a second';
  if (seconds < 99.5) return `about ${seconds < 20 ? Math.round(seconds) : Math.round(seconds / 5) * 5} s`;
  return `about ${Math.round(seconds / 60)} min`;
}

/** "4000 × 3000". @param {number} [w] @param {number} [h] */
export const dimensions = (w, h) => (w && h ? `${w} × ${h}` : '');

/** "Today", "Yesterday" or the date. @param {Date} date */
export function dayName(date) {
  const days = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  const sameYear = date.getFullYear() === new Date().getFullYear();
  return date.toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: sameYear ? undefined : 'numeric' });
}

/** @param {Date} d */
const midnight = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();

/**
 * Parameters in one line, with the schema's titles and units: "Contrast +20 %".
 * Of many only those that differ from the defaults are told, after the first.
 * @param {Record<string, any>} values @param {any} [schema]
 */
export function parameterLine(values, schema) {
  const known = ordered(schema).map(([name]) => name);
  const names = [...known.filter((name) => name in (values ?? {})), ...Object.keys(values ?? {}).filter((name) => !known.includes(name))];
  const property = (/** @type {string} */ name) => schema?.properties?.[name] ?? {};
  if (names.length === 1) return valueText(values[names[0]], property(names[0]));
  const told = names.length <= FEW ? names : names.filter((name, i) => i === 0 || values[name] !== property(name).default).slice(0, FEW);
  return told.map((name) => {
    const p = property(name), text = valueText(values[name], p);
    return p.enum && names.length > FEW ? text : `${p.title ?? name} ${text}`;
  }).join(' · ');
}

const FEW = 3;

/** A parameter's value as people read it. @param {any} value @param {any} p its schema */
export function valueText(value, p) {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (p.enum) return choicesOf(p).find((c) => c.value === value)?.label ?? String(value);
  if (typeof value !== 'number') return String(value);
  const sign = p.minimum < 0 && value > 0 ? '+' : '';
  const unit = p['x-unit'] ? `${p['x-unit'] === '°' ? '' : '\u202f'}${p['x-unit']}` : '';
  return `${sign}${String(value).replace('-', '−')}${unit}`;
}
