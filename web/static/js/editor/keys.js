/** The editor's keyboard shortcuts. */
import { pick } from './intake.js';

/**
 * @param {{doc: import('./document.js').Doc, viewer: import('../viewer/viewer.js').Viewer,
 *   runner: import('./run.js').Runner, download: () => void, recipe: () => void, dismiss: () => boolean, help: () => void, active: () => boolean}} o
 */
export function listenForKeys({ doc, viewer, runner, download, recipe, dismiss, help, active }) {
  addEventListener('keydown', (e) => {
    if (document.querySelector('dialog[open]') || isTyping(e.target)) return;
    const command = e.ctrlKey || e.metaKey;
    if (e.key === '?' && !command) { e.preventDefault(); return help(); }
    if (!active()) return;
    const run = command ? commands(e) : plain(e);
    if (!run) return;
    e.preventDefault();
    run();
  });
  addEventListener('keyup', (e) => { if (e.key.toLowerCase() === 'b') viewer.peek = false; });
  addEventListener('blur', () => { viewer.peek = false; });

  /** @param {KeyboardEvent} e @returns {(() => void)|undefined} */
  function commands(e) {
    const key = e.key.toLowerCase();
    if (key === 'z') return e.shiftKey ? redo : undo;
    if (key === 'y') return redo;
    if (key === 's') return doc.source ? download : undefined;
    if (key === 'o') return pick;
  }

  const undo = () => doc.go(doc.cursor - 1);
  const redo = () => doc.go(doc.cursor + 1);

  /** @param {KeyboardEvent} e @returns {(() => void)|undefined} */
  function plain(e) {
    if (e.altKey) return;
    if (e.key === 'Escape' && dismiss()) return () => {};
    if (!doc.source) return;
    if (e.key === 'Escape' && runner.busy) return () => runner.stop();
    return {
      '+': () => viewer.zoom(1.4), '=': () => viewer.zoom(1.4), '-': () => viewer.zoom(1 / 1.4),
      0: () => viewer.fit(), 1: () => viewer.actual(),
      c: () => { viewer.comparing = !viewer.comparing; },
      b: () => { viewer.peek = true; },
      r: recipe,
    }[e.key.toLowerCase()];
  }
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLInputElement) return !['range', 'checkbox', 'radio', 'file'].includes(target.type);
  return target.matches('textarea, select, [contenteditable]');
}
