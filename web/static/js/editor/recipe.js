/** The edit history as a recipe: looked at, copied, kept, and run again. */
import { converter } from '../api/catalog.js';
import { convert } from '../api/jobs.js';
import { asProblem } from '../api/problem.js';
import { currentUser } from '../api/session.js';
import { pipeline } from '../api/provenance.js';
import { byId, h } from '../dom.js';
import { roughly } from '../format.js';
import { chains, read, recipeOf, repeats, segments, tell } from '../recipe.js';
import { uuid } from '../storage.js';
import { copy } from '../ui/copy.js';
import { openDialog } from '../ui/dialog.js';
import { icon } from '../ui/icon.js';
import { toast } from '../ui/toast.js';
import { estimate } from './estimate.js';
import { fileNameAt } from './origin.js';
import { openRerun } from './rerun.js';

/**
 * @param {import('./document.js').Doc} doc @param {import('./run.js').Runner} runner
 * @param {(blob: Blob, name: string, steps: import('../recipe.js').Segment[]) => void} runOn opens a picture and runs steps on it
 */
export function showRecipe(doc, runner, runOn) {
  byId('recipe').onclick = open;
  return { open };

  function open() {
    if (!doc.source) return;
    const steps = doc.steps.slice(0, doc.cursor);
    const dialog = openDialog('Recipe', { class: 'recipe-dialog', testid: 'recipe-dialog' },
      h('div', { class: 'recipe' }, steps.length ? made(steps, () => dialog.close()) : h('p', { class: 'recipe-note' }, 'What you do to a picture becomes a recipe here: to be copied, kept, and run on other pictures.'),
        fromElsewhere(() => dialog.close())));
  }

  /** The steps so far, and what can be done with them. @param {import('./document.js').Step[]} steps @param {() => void} close */
  function made(steps, close) {
    const parts = segments(steps), whole = parts.length === 1 && steps.every(chains);
    const alone = steps.filter((s) => !chains(s)), lost = steps.filter((s) => !repeats(s));
    const text = whole ? String(parts[0].recipe) : '';
    const seconds = parts.reduce((sum, p) => sum + secondsOf(p), 0);
    return [
      h('ol', { class: 'recipe-steps', testid: 'recipe-steps' }, steps.flatMap((s) => (s.converter === 'recipe' ? read(s.parameters.recipe) : [s])).map((s) => h('li', null, tell(s)))),
      text && h('pre', { class: 'recipe-text', testid: 'recipe-text', tabindex: 0, 'aria-label': 'The recipe as text' }, h('code', null, text)),
      alone.length > 0 && h('p', { class: 'recipe-note', testid: 'recipe-alone' }, `${titles(alone)} runs by itself, so this is not one request but ${parts.length}, one after the other${seconds >= 1 ? `: ${roughly(seconds)} in all` : ''}.`),
      lost.length > 0 && h('p', { class: 'recipe-note' }, `${titles(lost)} was given a picture of its own, and cannot be run again without.`),
      h('div', { class: 'recipe-actions' },
        text && button('copy', 'Copy', 'copy-recipe', () => copy(text, 'The recipe is copied')),
        button('code', 'Copy as curl', 'recipe-curl', () => copy(pipeline(parts, { input: doc.name, output: fileNameAt(doc, doc.cursor) }), 'The command is copied')),
        text && currentUser() && button('grid', 'Keep in the gallery', 'keep-recipe', () => { close(); keep(text); }),
        !lost.length && button('picture', 'Run on another picture…', 'rerun', () => { close(); openRerun((blob, name) => runOn(blob, name, parts)); })),
    ];
  }

  /** A field for a recipe from elsewhere. @param {() => void} close */
  function fromElsewhere(close) {
    const field = h('input', { class: 'field recipe-field', id: 'recipe-field', testid: 'recipe-field', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', placeholder: 'grayscale,contrast:20', required: true });
    return h('form', { class: 'recipe-run', onsubmit: (/** @type {Event} */ e) => {
      e.preventDefault();
      const text = field.value.trim();
      if (!text) return;
      if (runner.busy) return toast('Wait for the conversion that is under way, or cancel it.', { kind: 'info' });
      close();
      runner.start(recipeOf(text));
    } }, h('label', { class: 'label', for: 'recipe-field' }, 'Run a recipe on this picture'),
    h('div', { class: 'recipe-row' }, field, h('button', { class: 'button primary', type: 'submit', testid: 'run-recipe' }, 'Run')));
  }

  /** @param {import('../recipe.js').Segment} part */
  function secondsOf(part) {
    const c = converter(part.converter);
    return c?.cost && doc.source?.width ? estimate(c.cost, doc.source, part.parameters, c.parameters).seconds : 0;
  }

  /** Makes the result of all steps anew, from the original, as one job of the account. @param {string} text */
  async function keep(text) {
    if (!doc.source) return;
    const done = toast('Keeping the original, the result and the recipe', { kind: 'info', stay: true });
    try {
      await convert({ blob: doc.source.blob, name: doc.name, ...recipeOf(text), key: uuid() }, () => {}, AbortSignal.timeout(120_000));
      toast('Kept in the gallery, with its recipe', { testid: 'recipe-kept' });
    } catch (err) {
      const p = asProblem(err);
      toast(p.detail || p.title, { kind: 'error' });
    } finally { done(); }
  }
}

/** @param {string} symbol @param {string} label @param {string} testid @param {() => void} run */
const button = (symbol, label, testid, run) => h('button', { class: 'button', type: 'button', testid, onclick: run }, icon(symbol), label);

/** @param {import('./document.js').Step[]} steps */
const titles = (steps) => [...new Set(steps.map((s) => tell({ ...s, parameters: {} })))].join(', ');
