/** Shows on the stage what a conversion has made so far. */
import { preview } from '../api/jobs.js';
import { decode } from './picture.js';

/**
 * @param {import('./document.js').Doc} doc @param {import('./run.js').Runner} runner
 * @param {import('../viewer/viewer.js').Viewer} viewer
 */
export function showPreviews(doc, runner, viewer) {
  /** Picture that was shown when the conversion began: the only one to show it over. */
  let home = '';
  /** Where the latest one is, and the one that is here. */
  let wanted = '', here = '';
  /** @type {Blob|null} */ let blob = null;
  let loading = false, abort = new AbortController();

  runner.addEventListener('start', () => {
    forget();
    home = doc.current?.id ?? '';
  });
  runner.addEventListener('update', (e) => {
    if (!(e instanceof CustomEvent) || !e.detail.preview) return;
    wanted = e.detail.preview;
    load();
  });
  for (const end of ['cancelled', 'failed']) runner.addEventListener(end, forget);
  // A result takes the place of its previews only when it is decoded.
  viewer.addEventListener('shown', () => (runner.busy ? draw() : forget()));
  document.addEventListener('visibilitychange', load);

  function forget() {
    abort.abort();
    abort = new AbortController();
    wanted = here = '';
    blob = null;
    loading = false;
    viewer.grow(null);
  }

  async function load() {
    const { signal } = abort;
    if (loading || document.hidden) return;
    loading = true;
    try {
      while (wanted !== here && !document.hidden) {
        const link = wanted;
        const bytes = await preview(link, doc.pending?.anonymous, signal);
        if (signal.aborted) return;
        blob = bytes;
        here = link;
        await draw();
      }
    } catch { /* the next one may come, or the result */ } finally {
      if (!signal.aborted) loading = false;
    }
  }

  async function draw() {
    const { signal } = abort;
    if (!blob || doc.current?.id !== home) return viewer.grow(null);
    const url = URL.createObjectURL(blob);
    try {
      const img = await decode(url);
      if (signal.aborted || doc.current?.id !== home) throw new Error('too late');
      viewer.grow(img);
    } catch { URL.revokeObjectURL(url); }
  }
}
