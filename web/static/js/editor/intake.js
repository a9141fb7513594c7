/** The ways a picture comes in: drop on the window, paste, file picker, camera. */
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
    if (e.target instanceof Element && e.target.closest('input, textarea, dialog')) return;
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
  const over = (/** @type {boolean} */ on) => { veil.hidden = !on; };
  const carries = (/** @type {DragEvent} */ e) => e.dataTransfer?.types.includes('Files') ?? false;

  addEventListener('dragenter', (e) => { if (carries(e)) { e.preventDefault(); depth++; over(true); } });
  addEventListener('dragover', (e) => { if (carries(e)) e.preventDefault(); });
  addEventListener('dragleave', (e) => { if (carries(e)) { depth = Math.max(0, depth - 1); if (!depth) over(false); } });
  addEventListener('drop', (e) => {
    depth = 0;
    over(false);
    const file = firstFile(e.dataTransfer);
    if (!file) return;
    e.preventDefault();
    take(file);
  });
}

/** @param {DataTransfer|null} data */
function firstFile(data) {
  const files = [...(data?.files ?? [])];
  return files.find((f) => f.type.startsWith('image/')) ?? files[0];
}

/** Pasted pictures are all called image.png. @param {File} file */
function named(file) {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const at = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
  return new File([file], file.name.replace('image', `pasted-${at}`), { type: file.type });
}
