/** When a conversion will be done: the server's estimate at first, then more and more what was seen. */

const SEEN = 0.3; // of the work, after which only what was seen counts
const CLOSE = 0.9; // of the work; who is overdue before has been estimated wrongly

export class Eta {
  /** Seconds for all of it, as the server estimates. @type {number|undefined} */ #estimate;
  /** @type {{progress: number, at: number}|null} */ #first = null;
  /** @type {number|undefined} */ #end;
  #progress = 0;

  /** @param {number} progress 0 to 1 @param {number} now ms @param {number} [estimate] seconds */
  note(progress, now, estimate) {
    this.#estimate = estimate ?? this.#estimate;
    this.#first ??= { progress, at: now };
    this.#progress = progress;
    const done = progress - this.#first.progress, took = now - this.#first.at;
    const stated = this.#estimate === undefined ? undefined : this.#estimate * 1000 * (1 - progress);
    const seen = done > 0.02 && took > 1000 ? took / done * (1 - progress) : undefined;
    if (seen === undefined && stated === undefined) return;
    const share = seen === undefined ? 0 : stated === undefined ? 1 : Math.min(1, done / SEEN);
    this.#end = now + (seen ?? 0) * share + (stated ?? 0) * (1 - share);
  }

  /** Seconds that are left, undefined while that cannot be told. @param {number} now ms */
  left(now) {
    if (this.#end === undefined || (now > this.#end && this.#progress < CLOSE)) return undefined;
    return Math.max(0, this.#end - now) / 1000;
  }
}
