/** The list of keyboard shortcuts. */
import { h } from '../dom.js';
import { openDialog } from './dialog.js';

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const command = mac ? '⌘' : 'Ctrl';
for (const key of document.querySelectorAll('[data-command]')) key.textContent = command;

/** @type {[string, [string[], string][]][]} */
const GROUPS = [
  ['Picture', [
    [[command, 'O'], 'Open a picture'], [[command, 'V'], 'Paste a picture'], [[command, 'S'], 'Download'],
    [[command, 'Z'], 'Undo'], [[command, 'Shift', 'Z'], 'Redo'], [['R'], 'Recipe of the steps'], [['Esc'], 'Cancel a conversion'],
  ]],
  ['View', [
    [['+'], 'Zoom in'], [['−'], 'Zoom out'], [['0'], 'Fit to the window'], [['1'], 'Actual size'],
    [['C'], 'Compare with the original'], [['B'], 'Hold to see the original'],
    [['←', '→'], 'Move the divider or the picture'], [['?'], 'This list'],
  ]],
];

export function showShortcuts() {
  openDialog('Keyboard shortcuts', { class: 'dialog-wide', testid: 'shortcuts' },
    h('div', { class: 'shortcuts' }, GROUPS.map(([title, rows]) => h('section', null, h('h3', null, title),
      h('dl', null, rows.map(([keys, what]) => h('div', null, h('dt', null, keys.map((/** @type {string} */ k) => h('kbd', null, k))), h('dd', null, what))))))));
}
