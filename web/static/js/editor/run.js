/**
 * Runs one conversion at a time on the document and brings its result in. What
 * is under way is stored before it is sent, so a reload goes on with it: with
 * the job's ID when it is known, else by the same Idempotency-Key.
 */
import { cancel, convert } from '../api/jobs.js';
import { getProvenance } from '../api/provenance.js';
import { Problem, asProblem, isAbort } from '../api/problem.js';
import { hasSession, sessionOwner } from '../api/session.js';
import { sleep } from '../dom.js';
import { uuid } from '../storage.js';
import { makePicture } from './picture.js';
import { save, saved } from './persist.js';
import { LIMIT, tooLarge } from './checks.js';

/**
 * @typedef {import('./document.js').Doc} Doc
 * @typedef {import('./controls/well.js').Placed} Placed
 * @typedef {{converter: string, parameters: Record<string, any>, pictures?: Record<string, Placed>, base?: number, anonymous?: boolean,
 *   then?: import('../recipe.js').Step[]}} Wish then: what to run on the result
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
    const { converter, then } = wish, parameters = { ...wish.parameters }, pictures = { ...wish.pictures };
    this.last = { converter, parameters, pictures, base, anonymous: wish.anonymous, then };
    if (input.blob.size > LIMIT) return this.#fail(tooLarge(input.blob.size));
    const anonymous = wish.anonymous || !hasSession();
    if (!anonymous) doc.owner = sessionOwner();
    doc.setPending({ key: uuid(), converter, parameters, pictures, base, started: Date.now(), anonymous, then });
    this.#go();
  }

  /** Goes on with what was under way when the page was left. */
  resume() {
    if (this.busy || !this.doc.pending) return;
    const { converter, parameters, pictures, base, anonymous, then } = this.doc.pending;
    this.last = { converter, parameters, pictures, base, anonymous, then };
    this.#go();
  }

  /** Tries what failed again. @param {Partial<Wish>} [change] */
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
      const { blob, provenance } = await convert({ ...pending, blob: input.blob, name: doc.name }, (u) => this.#update(u), signal);
      const picture = await makePicture(blob);
      if (signal.aborted) throw signal.reason;
      this.#abort = null;
      const files = Object.fromEntries(Object.entries(pending.pictures ?? {}).map(([name, p]) => [name, p.name]));
      doc.push(pending.base, { converter: pending.converter, parameters: pending.parameters, picture, ms: Date.now() - pending.started, files });
      this.#tell('done', doc.step);
      this.#explain(doc.step, provenance, pending.anonymous);
      this.#goOn(pending);
    } catch (err) {
      this.#abort = null;
      if (doc.pending === pending) doc.setPending(null);
      if (isAbort(err)) this.#tell('cancelled', null);
      else this.#fail(asProblem(err));
    }
  }

  /** Runs what is to come after. @param {import('./document.js').Pending} done */
  #goOn({ then, anonymous }) {
    const [next, ...rest] = then ?? [];
    if (next) this.start({ converter: next.converter, parameters: next.parameters, then: rest, anonymous });
  }

  /** Asks how a result was made while its job can tell. @param {any} step @param {string} [link] @param {boolean} [anonymous] */
  async #explain(step, link, anonymous) {
    if (!link) return;
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        return this.doc.explain(step, await getProvenance(link, anonymous));
      } catch (err) {
        if (!(err instanceof Problem) || !err.passing) return;
        await sleep((err.retryAfter ?? 2 ** attempt) * 1000);
      }
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
