/** Thumbnails: fetched with the token when they come into sight, freed when done. */
import { pictureBlob } from '../api/gallery.js';

const AT_ONCE = 6;

export class Thumbs {
  /** @type {Map<Element, {item: any, img: HTMLImageElement, url?: string}>} */
  #cards = new Map();
  /** @type {Element[]} */ #queue = [];
  #running = 0;
  #abort = new AbortController();
  #observer = new IntersectionObserver((seen) => {
    for (const s of seen) if (s.isIntersecting) this.#want(s.target);
  }, { rootMargin: '300px' });

  /** @param {HTMLElement} card @param {any} item @param {HTMLImageElement} img */
  add(card, item, img) {
    this.#cards.set(card, { item, img });
    this.#observer.observe(card);
  }

  /** @param {Element} card */
  drop(card) {
    const entry = this.#cards.get(card);
    if (entry?.url) URL.revokeObjectURL(entry.url);
    this.#cards.delete(card);
    this.#observer.unobserve(card);
  }

  clear() {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#queue = [];
    this.#running = 0;
    for (const card of [...this.#cards.keys()]) this.drop(card);
  }

  /** @param {Element} card */
  #want(card) {
    this.#observer.unobserve(card);
    this.#queue.push(card);
    this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE && this.#queue.length) {
      const card = this.#queue.shift();
      const entry = card && this.#cards.get(card);
      if (entry) this.#load(card, entry);
    }
  }

  /** @param {Element} card @param {{item: any, img: HTMLImageElement, url?: string}} entry */
  async #load(card, entry) {
    const { signal } = this.#abort;
    this.#running++;
    try {
      const blob = await pictureBlob(entry.item, 'thumbnail', signal);
      if (signal.aborted || !this.#cards.has(card)) return;
      entry.img.src = entry.url = URL.createObjectURL(blob);
      await entry.img.decode().catch(() => {});
      card.classList.add('is-loaded');
    } catch {
      if (!signal.aborted) card.classList.add('is-broken');
    } finally {
      if (!signal.aborted) { this.#running--; this.#next(); }
    }
  }
}
