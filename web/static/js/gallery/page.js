/** The gallery: the account's pictures by day, more of them as one scrolls. */
import { fill, h } from '../dom.js';
import { listPictures } from '../api/gallery.js';
import { asProblem, isAbort } from '../api/problem.js';
import { currentUser, hasSession, sessionEvents, sessionReady } from '../api/session.js';
import { dayName } from '../format.js';
import { icon } from '../ui/icon.js';
import { makeCard } from './card.js';
import { openDetail } from './detail.js';
import { Thumbs } from './thumbs.js';

/** @typedef {import('../api/gallery.js').Item} Item */

export class Gallery {
  #thumbs = new Thumbs();
  #body = h('div', { class: 'gallery-body' });
  #end = h('div', { class: 'gallery-end', 'aria-hidden': 'true' });
  #count = h('span', { class: 'gallery-count' });
  /** @type {AbortController|null} */ #abort = null;
  /** @type {string|undefined} */ #next;
  #loading = false;
  #day = '';
  #total = 0;
  #active = false;
  /** Who the page was drawn for. */ #shownFor = '';

  /** @param {HTMLElement} root @param {{use: (blob: Blob, name: string) => void, run: (blob: Blob, name: string, steps: import('../recipe.js').Segment[]) => void}} o */
  constructor(root, o) {
    this.o = o;
    fill(root, h('div', { class: 'gallery' },
      h('header', { class: 'gallery-head' }, h('h1', null, 'Gallery'), this.#count), this.#body, this.#end));
    new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) this.#more(); }, { rootMargin: '600px' }).observe(this.#end);
    sessionEvents.addEventListener('change', () => { if (this.#active && this.#shownFor !== visitor()) this.enter(); });
  }

  /** Shows the first page, as it is now. */
  enter() {
    this.leave();
    this.#active = true;
    this.#shownFor = visitor();
    if (!sessionReady()) return this.#skeletons();
    if (!currentUser()) return hasSession() ? this.#away() : this.#invite();
    this.#abort = new AbortController();
    this.#skeletons();
    this.#load();
  }

  /** Stops what is loading and frees the thumbnails. */
  leave() {
    this.#active = false;
    this.#abort?.abort();
    this.#thumbs.clear();
    this.#next = undefined;
    this.#loading = false;
    this.#day = '';
    this.#total = 0;
    this.#count.textContent = '';
    this.#body.replaceChildren();
  }

  #more() { if (this.#active && this.#next && !this.#loading) this.#load(this.#next); }

  /** @param {string} [next] */
  async #load(next) {
    const signal = this.#abort?.signal;
    this.#loading = true;
    if (next) this.#body.append(grid(skeletons(6), 'is-more'));
    try {
      const page = await listPictures(next, signal);
      if (signal?.aborted) return;
      for (const el of this.#body.querySelectorAll('.is-more, .is-first')) el.remove();
      this.#next = page.next;
      for (const item of page.items) this.#add(item);
      this.#total += page.items.length;
      this.#counted();
      if (!this.#total) this.#empty();
    } catch (err) {
      if (!isAbort(err) && !signal?.aborted) this.#failed(asProblem(err), next);
    } finally {
      if (!signal?.aborted) this.#loading = false;
    }
    // A short page leaves the end in sight, and an observer tells changes only.
    if (this.#next && this.#end.getBoundingClientRect().top < innerHeight + 600) this.#more();
  }

  /** @param {Item} item */
  #add(item) {
    const day = dayName(new Date(item.created_at));
    if (day !== this.#day) {
      this.#day = day;
      this.#body.append(h('h2', { class: 'gallery-day' }, day), grid([]));
    }
    const card = makeCard(item, this.#thumbs, {
      open: () => openDetail(item, { ...this.o, deleted: () => this.#gone(card) }),
      deleted: () => this.#gone(card),
    });
    this.#body.lastElementChild?.append(card);
  }

  /** @param {HTMLElement} card */
  #gone(card) {
    const list = card.parentElement;
    this.#thumbs.drop(card);
    card.remove();
    if (list && !list.children.length) {
      if (list.previousElementSibling?.textContent === this.#day && !list.nextElementSibling) this.#day = '';
      list.previousElementSibling?.remove();
      list.remove();
    }
    this.#total--;
    this.#counted();
    if (!this.#total && !this.#next) this.#empty();
  }

  #counted() {
    const n = this.#total;
    this.#count.textContent = n ? `${n}${this.#next ? '+' : ''} ${n === 1 ? 'picture' : 'pictures'}` : '';
  }

  #skeletons() { fill(this.#body, grid(skeletons(12), 'is-first')); }

  #invite() {
    this.#message('user', 'Your pictures, kept for good', 'Sign in, and every original and result you make is here.',
      h('a', { class: 'button primary', href: '/login', 'data-route': true }, 'Sign in'),
      h('a', { class: 'button', href: '/register', 'data-route': true }, 'Create an account'));
  }

  #away() {
    this.#message('offline', 'Your account cannot be reached', 'Your pictures are safe. The gallery opens as soon as the accounts answer again; converting works in the meantime.');
  }

  #empty() {
    this.#message('picture', 'Nothing here yet', 'Convert a picture while you are signed in, and it appears here with its original.',
      h('a', { class: 'button primary', href: '/', 'data-route': true }, 'Open the editor'));
  }

  /** @param {import('../api/problem.js').Problem} p @param {string} [next] */
  #failed(p, next) {
    for (const el of this.#body.querySelectorAll('.is-more, .is-first')) el.remove();
    const again = h('button', { class: 'button primary', type: 'button', onclick: () => {
      if (next) { message.remove(); this.#load(next); } else this.enter();
    } }, 'Try again');
    const message = this.#message('alert', p.title, (p.code !== 'offline' && p.detail) || 'Try again in a moment.', again);
  }

  /** @param {string} name @param {string} title @param {string} text @param {...any} actions */
  #message(name, title, text, ...actions) {
    const el = h('div', { class: 'blank', testid: 'gallery-message', role: 'status' }, h('span', { class: 'blank-icon' }, icon(name)),
      h('h2', null, title), h('p', null, text), h('div', { class: 'blank-actions' }, actions));
    if (this.#total) this.#body.append(el);
    else fill(this.#body, el);
    return el;
  }
}

/** The account, nobody, or not known yet. */
const visitor = () => (sessionReady() ? currentUser()?.id ?? (hasSession() ? 'away' : 'nobody') : 'unknown');
/** @param {any[]} children @param {string} [extra] */
const grid = (children, extra = '') => h('div', { class: `grid ${extra}` }, children);
/** @param {number} n */
const skeletons = (n) => Array.from({ length: n }, () => h('div', { class: 'card-skeleton skeleton', 'aria-hidden': 'true' }));
