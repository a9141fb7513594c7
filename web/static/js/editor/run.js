/**
 * Runs one conversion at a time on the document and brings its result in. What
 * is under way is stored before it is sent, so a reload goes on with it: with
 * the job's ID when it is known, else by the same Idempotency-Key.
 */
import { cancel, convert } from '../api/jobs.js';
import { Problem, asProblem, isAbort } from '../api/problem.js';
import { hasSession, sessionOwner } from '../api/session.js';
import { uuid } from '../storage.js';
import { makePicture } from './picture.js';
import { save, saved } from './persist.js';
import { LIMIT, tooLarge } from './checks.js';

/**
 * @typedef {import('./document.js').Doc} Doc
 * @typedef {{converter: string, parameters: Record<string, any>, base?: number, anonymous?: boolean}} Wish
 */

/** Emits "start", "update" (detail: Update), "done" and "failed" (detail: Problem). */
export class Runner extends EventTarget {
  /** @type {AbortController|null} */ #abort = null;
  /** @type {Wish|null} what failed last, for trying again */ last = null;

  /** @param {Doc} doc */
  constructor(doc) { super(); this.doc = doc; }

  get busy() { return this.#abort !== null; }

  /** @param {Wish} wish */
  start(wish) {
    const { doc } = this;
    if (this.busy || !doc.source) return;
    const base = wish.base ?? doc.cursor;
    const input = doc.at(base);
    if (!input) return;
    this.last = { ...wish, base };
    if (input.blob.size > LIMIT) return this.#fail(tooLarge(input.blob.size));
    const anonymous = wish.anonymous || !hasSession();
    if (!anonymous) doc.owner = sessionOwner();
    doc.setPending({ key: uuid(), converter: wish.converter, parameters: { ...wish.parameters },
      base, started: Date.now(), anonymous });
    this.#go();
  }

  /** Goes on with what was under way when the page was left. */
  resume() {
    if (this.busy || !this.doc.pending) return;
    const { converter, parameters, base, anonymous } = this.doc.pending;
    this.last = { converter, parameters, base, anonymous };
    this.#go();
  }

  retry(change = {}) { if (this.last) this.start({ ...this.last, ...change }); }

  stop() {
    const { pending } = this.doc;
    if (!this.#abort) return;
    if (pending?.jobId) cancel(pending.jobId, pending.anonymous);
    this.#abort.abort();
  }

  async #go() {
    const { doc } = this, pending = doc.pending;
    const input = pending && doc.at(pending.base);
    if (!pending || !input) return doc.setPending(null);
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#tell('start', pending);
    try {
      await saved();
      const blob = await convert({ ...pending, blob: input.blob, name: doc.name }, (u) => this.#update(u), signal);
      const picture = await makePicture(blob);
      if (signal.aborted) throw signal.reason;
      this.#abort = null;
      doc.push(pending.base, { converter: pending.converter, parameters: pending.parameters, picture, ms: Date.now() - pending.started });
      this.#tell('done', doc.step);
    } catch (err) {
      this.#abort = null;
      if (doc.pending === pending) doc.setPending(null);
      if (isAbort(err)) this.#tell('cancelled', null);
      else this.#fail(asProblem(err));
    }
  }

  /** @param {import('../api/jobs.js').Update} u */
  #update(u) {
    const { pending } = this.doc;
    if (pending && u.jobId && !pending.jobId) {
      pending.jobId = u.jobId;
      save(this.doc);
    }
    this.#tell('update', u);
  }

  /** @param {Problem} problem */
  #fail(problem) { this.#tell('failed', problem); }

  /** @param {string} name @param {any} detail */
  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
