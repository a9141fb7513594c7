/**
 * Recipes: steps as one line of text, "grayscale,contrast:20,resize:800". The
 * server's docs/recipes.md has the grammar; what is written here is its canonical
 * form where the catalogue knows the converter.
 */
import { converter, titleOf } from './api/catalog.js';
import { parameterLine } from './format.js';
import { defaults, ordered } from './schema.js';

/**
 * @typedef {{converter: string, parameters: Record<string, any>}} Step
 * @typedef {Step & {recipe?: string}} Segment steps that are one request: a recipe, or a converter that runs alone
 */

/** The converter that runs recipes. */
export const RECIPE = 'recipe';
const MOST_STEPS = 32, MOST_TEXT = 4096;

/** A step as text. @param {Step} step @returns {string} */
export function stepText({ converter: name, parameters }) {
  if (name === RECIPE) return read(String(parameters.recipe ?? '')).map(stepText).join(',');
  const known = ordered(converter(name)?.parameters);
  const parts = known.map(([key, p], i) => {
    const value = parameters[key] ?? p.default;
    if (i === 0) return `:${escape(value)}`;
    return value === p.default ? '' : `:${key}=${escape(value)}`;
  });
  return name + parts.join('');
}

/** @param {any} value */
const escape = (value) => String(value).replace(/[\\,:=]|^\s|\s$/g, '\\$&');

/** Whether a step can be part of a recipe. @param {Step} step */
export const chains = (step) => step.converter === RECIPE || Boolean(converter(step.converter)?.chain);

/** Whether a step can be made again from its parameters alone. @param {Step & {files?: Record<string, string>}} step */
export const repeats = (step) => !Object.keys(step.files ?? {}).length;

/** Steps in as few requests as they can be made with. @param {Step[]} steps @returns {Segment[]} */
export function segments(steps) {
  /** @type {Segment[]} */ const list = [];
  for (const step of steps) {
    if (!chains(step)) {
      list.push({ converter: step.converter, parameters: step.parameters });
      continue;
    }
    const last = list.at(-1), text = stepText(step);
    const joined = last?.recipe ? `${last.recipe},${text}` : '';
    if (last && joined && joined.length <= MOST_TEXT && read(joined).length <= MOST_STEPS) Object.assign(last, recipeOf(joined));
    else list.push(recipeOf(text));
  }
  return list;
}

/** @param {string} text @returns {Segment} */
export const recipeOf = (text) => ({ converter: RECIPE, parameters: { recipe: text }, recipe: text });

/** A recipe's steps, as far as they can be told from the text. @param {string} text @returns {Step[]} */
export function read(text) {
  return text.trim().startsWith('[') ? readJSON(text) : split(text, ',').map(readStep);
}

/** @param {string} text @returns {Step} */
function readStep(text) {
  const [name, ...settings] = split(text, ':');
  const schema = converter(name.trim())?.parameters, known = ordered(schema);
  const parameters = defaults(schema);
  for (const setting of settings) {
    const [a, b] = split(setting, '=').map(unescape);
    const key = b === undefined ? known[0]?.[0] : a;
    if (key) parameters[key] = typed(b ?? a, known.find(([k]) => k === key)?.[1]);
  }
  return { converter: name.trim(), parameters };
}

/** @param {string} text @returns {Step[]} */
function readJSON(text) {
  try {
    return JSON.parse(text).map((/** @type {any} */ s) => (typeof s === 'string' ? readStep(s)
      : { converter: s.converter, parameters: { ...defaults(converter(s.converter)?.parameters), ...s.parameters } }));
  } catch { return []; }
}

/** @param {string} text @param {any} p */
function typed(text, p) {
  if (p?.type === 'number' || p?.type === 'integer') return Number(text);
  return p?.type === 'boolean' ? text === 'true' : text;
}

/** Cuts where no backslash stands before. @param {string} text @param {string} at */
function split(text, at) {
  const parts = [''];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === at) parts.push('');
    else parts[parts.length - 1] += text[i] === '\\' ? text[i] + (text[++i] ?? '') : text[i];
  }
  return parts;
}

/** @param {string} text */
const unescape = (text) => text.trim().replace(/\\(.)/gs, '$1');

/** "Contrast +20 %". @param {Step} step */
export function tell(step) {
  if (step.converter === RECIPE) return describe(step.parameters.recipe);
  return [titleOf(step.converter), parameterLine(step.parameters, converter(step.converter)?.parameters)].filter(Boolean).join(' ');
}

/** A recipe for people: "Grayscale, Contrast +20 %". @param {string} text */
export const describe = (text) => read(String(text ?? '')).map(tell).join(', ');

/** What stands beside a step's title. @param {Step} step */
export const lineOf = (step) => (step.converter === RECIPE ? describe(step.parameters.recipe) : parameterLine(step.parameters, converter(step.converter)?.parameters));
