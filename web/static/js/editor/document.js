/**
 * What is being edited: a source picture, the steps applied to it, and where
 * in them the editor stands. Emits "change"; knows no DOM and no server.
 */
import { release } from './picture.js';

/**
 * @typedef {import('./picture.js').Picture} Picture
 *
 * @typedef {object} Step
 * @property {string} converter
 * @property {Record<string, any>} parameters
 * @property {Picture} picture the result
 * @property {number} ms how long it took
 * @property {import('../api/provenance.js').Provenance} [provenance] how it was made, once the server has told
 * @property {Record<string, string>} [files] names of the further pictures that went in, by parameter
 *
 * @typedef {object} Pending a conversion under way; enough to go on after a reload
 * @property {string} key
 * @property {string} converter
 * @property {Record<string, any>} parameters
 * @property {Record<string, import('./controls/well.js').Placed>} [pictures] further ones, by parameter
 * @property {number} base index of the picture it starts from
 * @property {number} started
 * @property {string} [jobId]
 * @property {boolean} [anonymous]
 * @property {import('../recipe.js').Step[]} [then] what is to be run on the result
 */
export class Doc extends EventTarget {
  name = '';
  /** @type {Picture|null} */ source = null;
  /** @type {Step[]} */ steps = [];
  /** 0 is the source, n is after step n. */
  cursor = 0;
  /** @type {Pending|null} */ pending = null;
  /** Account that it was opened or converted with, or ''. It is for nobody else to see. */
  owner = '';

  /** @param {number} index @returns {Picture|null} */
  at(index) { return index === 0 ? this.source : this.steps[index - 1]?.picture ?? null; }
  get current() { return this.at(this.cursor); }
  /** The step that made what is shown. */
  get step() { return this.cursor > 0 ? this.steps[this.cursor - 1] : null; }
  get canUndo() { return this.cursor > 0; }
  get canRedo() { return this.cursor < this.steps.length; }

  /** @param {Picture} picture @param {string} name @param {string} [owner] */
  open(picture, name, owner = '') {
    this.#drop();
    Object.assign(this, { source: picture, name, steps: [], cursor: 0, pending: null, owner });
    this.changed('open');
  }

  close() {
    this.#drop();
    Object.assign(this, { source: null, name: '', steps: [], cursor: 0, pending: null, owner: '' });
    this.changed('close');
  }

  /** Adds a step after index base; what stood behind it is dropped. @param {number} base @param {Step} step */
  push(base, step) {
    for (const s of this.steps.splice(base)) release(s.picture);
    this.steps.push(step);
    this.cursor = this.steps.length;
    this.pending = null;
    this.changed('push');
  }

  /** Notes how a step was made, if it is still there. @param {Step} step @param {Step['provenance']} provenance */
  explain(step, provenance) {
    if (!this.steps.includes(step)) return;
    step.provenance = provenance;
    this.changed('explain');
  }

  /** @param {number} index */
  go(index) {
    if (index < 0 || index > this.steps.length || index === this.cursor) return;
    this.cursor = index;
    this.changed('go');
  }

  /** @param {Pending|null} pending */
  setPending(pending) {
    this.pending = pending;
    this.changed('pending');
  }

  /** @param {string} kind what changed: open, close, push, explain, go, pending, restore */
  changed(kind) { this.dispatchEvent(new CustomEvent('change', { detail: kind })); }

  #drop() {
    if (this.source) release(this.source);
    for (const s of this.steps) release(s.picture);
  }
}
