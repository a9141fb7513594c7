/** A picture of the gallery, large: before and after, its facts, what to do with it. */
import { fill, h } from '../dom.js';
import { converter, titleOf } from '../api/catalog.js';
import { pictureBlob } from '../api/gallery.js';
import { asProblem } from '../api/problem.js';
import { resultName } from '../editor/checks.js';
import { saveAs } from '../editor/save-as.js';
import { openRerun } from '../editor/rerun.js';
import { dimensions, extension, fileSize, typeName } from '../format.js';
import { lineOf, segments } from '../recipe.js';
import { openDialog } from '../ui/dialog.js';
import { icon } from '../ui/icon.js';
import { openProvenance } from '../ui/provenance.js';
import { toast } from '../ui/toast.js';
import { Viewer } from '../viewer/viewer.js';
import { removePicture } from './removal.js';

/** The editor's words for a lost connection speak of its own picture. @param {import('../api/problem.js').Problem} p */
const worded = (p) => (p.code === 'offline' ? `${p.title}. Try again in a moment.` : p.detail || p.title);

/**
 * @param {import('../api/gallery.js').Item} item
 * @param {{use: (blob: Blob, name: string) => void, run: (blob: Blob, name: string, steps: import('../recipe.js').Segment[]) => void, deleted: () => void}} o
 */
export function openDetail(item, o) {
  const name = item.name || 'Picture';
  const abort = new AbortController();
  /** @type {Record<string, Promise<Blob>>} */ const blobs = {};
  /** @type {string[]} */ const urls = [];
  const further = Object.keys(item.provenance?.pictures ?? {})[0] ?? 'further';
  const blob = (/** @type {'original'|'result'|'further'} */ side) => (blobs[side] ??= pictureBlob(item, side, abort.signal));
  const note = h('p', { class: 'detail-note', role: 'status' }, h('span', { class: 'dots' }), 'Loading');
  const stage = h('div', { class: 'detail-stage' }, note);
  const dialog = openDialog(name, { class: 'dialog-full detail', testid: 'detail', onclose: () => {
    abort.abort();
    urls.forEach((u) => URL.revokeObjectURL(u));
  } }, h('div', { class: 'detail-body' }, stage, side()));
  const viewer = new Viewer(stage, { name });
  viewer.inset = { top: 16, right: 16, bottom: 16, left: 16 };
  show();

  async function show() {
    try {
      const [before, after] = await Promise.all([blob('original'), blob('result')]);
      const url = (/** @type {Blob} */ b) => { const u = URL.createObjectURL(b); urls.push(u); return u; };
      const { result, original } = item;
      await viewer.show({ url: url(after), width: result.width, height: result.height, alt: `Result: ${titleOf(item.converter)}` },
        { url: url(before), width: original.width, height: original.height, alt: 'The original' });
      note.remove();
    } catch (err) {
      if (!abort.signal.aborted) fill(note, icon('alert'), worded(asProblem(err)));
    }
  }

  function side() {
    const fact = (/** @type {string} */ label, /** @type {any} */ value) => value && h('div', null, h('dt', null, label), h('dd', null, value));
    const pixels = (/** @type {any} */ s) => s && [dimensions(s.width, s.height), typeName(s.type), fileSize(s.size)].filter(Boolean).join(' · ');
    return h('aside', { class: 'detail-side' },
      h('dl', { class: 'facts' },
        fact('Converter', titleOf(item.converter)),
        fact('Settings', lineOf(item)),
        fact('Made', new Date(item.created_at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })),
        fact('Result', pixels(item.result)), fact('Original', pixels(item.original)),
        item.provenance && h('div', null, h('button', { class: 'link', type: 'button', testid: 'origin-detail', onclick: origin }, 'How this was made'))),
      h('div', { class: 'detail-actions' },
        action('primary', 'sliders', 'Edit the result', 'use-result', () => use('result')),
        action('', 'picture', 'Edit the original', 'use-original', () => use('original')),
        !Object.keys(item.provenance?.pictures ?? {}).length && action('', 'recipe', 'Run on another picture', 'rerun', rerun),
        action('', 'download', 'Download the result', 'download-result', () => save('result')),
        action('', 'download', 'Download the original', 'download-original', () => save('original')),
        item.links?.further && action('', 'download', `Download the ${furtherTitle(item.converter, further)}`, 'download-further', () => save('further')),
        action('quiet is-danger', 'trash', 'Delete', 'delete-detail', remove)));
  }

  /** @param {string} kind @param {string} symbol @param {string} label @param {string} testid @param {() => Promise<void>} run */
  function action(kind, symbol, label, testid, run) {
    return h('button', { class: `button wide ${kind}`, type: 'button', testid, onclick: () => run().catch((err) => {
      if (!abort.signal.aborted) toast(worded(asProblem(err)), { kind: 'error' });
    }) }, icon(symbol), label);
  }

  const fileName = (/** @type {string} */ which, /** @type {Blob} */ b) => (which === 'result' ? resultName(name, [item.converter], b.type) : name);

  function origin() {
    if (item.provenance) openProvenance(item.provenance, { input: name, output: resultName(name, [item.converter], item.result.type) });
  }

  async function rerun() {
    const steps = segments([item]);
    dialog.close();
    openRerun((bytes, file) => o.run(bytes, file, steps));
  }

  /** @param {'original'|'result'} which */
  async function use(which) {
    const bytes = await blob(which);
    dialog.close();
    o.use(bytes, fileName(which, bytes));
  }

  /** @param {'original'|'result'|'further'} which */
  async function save(which) {
    const bytes = await blob(which);
    saveAs(bytes, which === 'further' ? `${further}.${extension(bytes.type)}` : fileName(which, bytes));
  }

  async function remove() {
    if (!(await removePicture(item))) return;
    dialog.close();
    o.deleted();
  }
}

/** What a converter calls its further picture. @param {string} name @param {string} parameter */
function furtherTitle(name, parameter) {
  const title = (converter(name)?.parameters.properties[parameter]?.title ?? parameter).toLowerCase();
  return title.endsWith('picture') ? title : `${title} picture`;
}
