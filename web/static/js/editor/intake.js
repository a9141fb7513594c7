/**
 * The ways a picture comes in: drop on the window, paste, file picker, camera.
 * What a part of the page has taken for itself is left to it.
 */
import { byId } from '../dom.js';

/** @param {(file: File) => void} take */
export function listenForFiles(take) {
  for (const id of ['file-input', 'camera-input']) {
    const input = byId(id);
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      input.value = ''; // the same file may be chosen again
      if (file) take(file);
    });
  }
  document.addEventListener('paste', (e) => {
    if (e.defaultPrevented || (e.target instanceof Element && e.target.closest('input, textarea, dialog'))) return;
    const file = firstFile(e.clipboardData);
    if (file) { e.preventDefault(); take(named(file)); }
  });
  drop(take);
}

export const pick = () => byId('file-input').click();

/** @param {(file: File) => void} take */
function drop(take) {
  const veil = byId('drop-veil');
  let depth = 0;
  const over = (/** @type {boolean} */ on) => {
    veil.hidden = !on;
    document.body.classList.toggle('is-dragging', on);
  };
  addEventListener('dragenter', (e) => { if (carriesFiles(e)) { e.preventDefault(); depth++; over(true); } });
  addEventListener('dragover', (e) => { if (carriesFiles(e)) e.preventDefault(); });
  addEventListener('dragleave', (e) => { if (carriesFiles(e)) { depth = Math.max(0, depth - 1); if (!depth) over(false); } });
  addEventListener('drop', (e) => {
    depth = 0;
    over(false);
    if (e.defaultPrevented) return;
    const file = firstFile(e.dataTransfer);
    if (!file) return;
    e.preventDefault();
    take(file);
  });
}

/** @param {DragEvent} e */
export const carriesFiles = (e) => e.dataTransfer?.types.includes('Files') ?? false;

/** @param {DataTransfer|null} data */
export function firstFile(data) {
  const files = [...(data?.files ?? [])];
  return files.find((f) => f.type.startsWith('image/')) ?? files[0];
}

/** Pasted pictures are all called image.png. @param {File} file */
export function named(file) {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const at = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
  return new File([file], file.name.replace('image', `pasted-${at}`), { type: file.type });
}
