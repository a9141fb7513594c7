/** DOM building in one function, so that no markup is ever parsed from text. */

/**
 * Makes an element. Attributes starting with "on" are listeners; null,
 * undefined and false are left out; `true` sets an empty attribute.
 * @param {string} tag
 * @param {Record<string, any>|null} [attrs]
 * @param {...(Node|string|number|null|undefined|false|Array<any>)} children
 * @returns {any}
 */
export function h(tag, attrs, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) set(el, name, value);
  add(el, children);
  return el;
}

/** @param {Element} el @param {string} name @param {any} value */
function set(el, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
  else if (name === 'class') el.className = value;
  else if (name === 'testid') el.setAttribute('data-testid', value);
  else el.setAttribute(name, value === true ? '' : String(value));
}

/** @param {Node} el @param {any[]} children */
function add(el, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replaces what is in el. @param {Element} el @param {...any} children */
export function fill(el, ...children) {
  el.replaceChildren();
  add(el, children);
  return el;
}

/** The element of index.html with this id. @param {string} id @returns {any} */
export function byId(id) {
  const el = document.getElementById(id);
  if (!el) throw new Error(`index.html lacks #${id}`);
  return el;
}

/** @param {number} min @param {number} value @param {number} max */
export const clamp = (min, value, max) => Math.min(max, Math.max(min, value));

/** @param {number} ms @param {AbortSignal} [signal] */
export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener('abort', stop);
      resolve(undefined);
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener('abort', stop, { once: true });
  });
}
