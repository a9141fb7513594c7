/** The button that tells how what is shown was made. */
import { byId } from '../dom.js';
import { openProvenance } from '../ui/provenance.js';
import { resultName } from './checks.js';

/** @param {import('./document.js').Doc} doc */
export function showOrigin(doc) {
  const button = byId('origin');
  const draw = () => { button.hidden = !doc.step?.provenance; };
  button.onclick = () => {
    const { step, cursor } = doc;
    if (!step?.provenance) return;
    openProvenance(step.provenance, { input: fileNameAt(doc, cursor - 1), pictures: step.files, output: fileNameAt(doc, cursor) });
  };
  doc.addEventListener('change', draw);
  draw();
}

/** What the picture after a step is called as a file. @param {import('./document.js').Doc} doc @param {number} index */
export function fileNameAt(doc, index) {
  if (index === 0) return doc.name;
  return resultName(doc.name, doc.steps.slice(0, index).map((s) => s.converter), doc.at(index)?.type ?? '');
}
