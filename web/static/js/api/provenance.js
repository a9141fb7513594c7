/** How a result was made: all that is needed to make it again. */
import { getJSON } from './http.js';

/**
 * @typedef {object} Provenance
 * @property {string} converter
 * @property {string} [converter_version]
 * @property {Record<string, any>} [parameters] all of them, those that were not sent too
 * @property {string} [query] the same, as the query of a request
 * @property {{sha256: string, type?: string, width?: number, height?: number}} [input]
 * @property {Record<string, {sha256: string}>} [pictures] further pictures, by parameter
 * @property {{name: string, version?: string, sha256?: string}} [model]
 * @property {Record<string, any>} [details]
 * @property {any} [runtime]
 * @property {number} [conversion_seconds]
 */

/** @param {string} link of a result @param {boolean} [anonymous] @returns {Promise<Provenance>} */
export const getProvenance = (link, anonymous) => getJSON(link, { anonymous });

/**
 * A command that makes the result again from files with these names.
 * @param {Provenance} p @param {{input: string, pictures?: Record<string, string>, output: string}} files
 */
export function asCurl(p, files) {
  const query = p.query ?? new URLSearchParams(Object.entries(p.parameters ?? {}).map(([k, v]) => [k, String(v)])).toString();
  const url = `${location.origin}/api/converters/${encodeURIComponent(p.converter)}${query ? `?${query}` : ''}`;
  const parts = [['file', files.input], ...Object.keys(p.pictures ?? {}).map((name) => [name, files.pictures?.[name] ?? `${name}.jpg`])];
  return ['curl --fail', ...parts.map(([name, file]) => `-F ${shell(`${name}=@"${file.replace(/["\\]/g, '\\$&')}"`)}`),
    `-o ${shell(files.output)}`, shell(url)].join(' \\\n  ');
}

/**
 * A command that runs steps one after the other on a file.
 * @param {{converter: string, parameters: Record<string, any>}[]} parts @param {{input: string, output: string}} files
 */
export function pipeline(parts, files) {
  return parts.map((p, i) => {
    const query = new URLSearchParams(Object.entries(p.parameters).map(([k, v]) => [k, String(v)])).toString();
    const url = `${location.origin}/api/converters/${encodeURIComponent(p.converter)}${query ? `?${query}` : ''}`;
    const from = i === 0 ? `@"${files.input.replace(/["\\]/g, '\\$&')}"` : '@-';
    const to = i === parts.length - 1 ? [`-o ${shell(files.output)}`] : [];
    return ['curl --fail', `-F ${shell(`file=${from}`)}`, ...to, shell(url)].join(' \\\n  ');
  }).join(' |\n');
}

/** @param {string} s */
const shell = (s) => `'${s.replaceAll("'", "'\\''")}'`;
