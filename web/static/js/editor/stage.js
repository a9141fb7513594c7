/** The editor's stage: shows where the document stands, and the buttons on it. */
import { byId } from '../dom.js';
import { titleOf } from '../api/catalog.js';
import { dimensions, duration, fileSize, typeName } from '../format.js';
import { say } from '../ui/live.js';
import { Viewer } from '../viewer/viewer.js';
import { urlOf } from './picture.js';

/** @param {import('./document.js').Doc} doc */
export function showStage(doc) {
  const viewer = new Viewer(byId('stage'));
  const phone = matchMedia('(max-width: 760px)');
  const leaveRoom = () => { viewer.inset = phone.matches ? { top: 52, bottom: 8, left: 0, right: 0 } : { top: 64, bottom: 24, left: 24, right: 24 }; };
  let shown = '', reveal = false;

  phone.addEventListener('change', leaveRoom);
  leaveRoom();

  doc.addEventListener('change', (e) => {
    const kind = e instanceof CustomEvent ? e.detail : '';
    reveal = kind === 'push';
    draw();
    if (kind === 'push' && doc.step) say(`${titleOf(doc.step.converter)} done in ${duration(doc.step.ms)}`);
    if (kind === 'go') say(doc.step ? `Showing: ${titleOf(doc.step.converter)}` : 'Showing the original');
  });
  viewer.addEventListener('render', () => {
    byId('zoom-level').textContent = `${viewer.percent}%`;
    byId('compare-toggle').disabled = !viewer.canCompare;
    byId('compare-toggle').setAttribute('aria-pressed', String(viewer.comparing));
  });
  draw();

  function draw() {
    const { current, source } = doc;
    document.body.classList.toggle('has-picture', Boolean(source));
    if (!current || !source) { shown = ''; viewer.show(null); return; }
    const key = `${current.id}`;
    if (key !== shown) {
      shown = key;
      const base = current === source ? null : view(source, 'The original');
      const unveil = reveal, side = viewer.growing ? 0 : 1; // what has grown in sight stays there
      viewer.show(view(current, doc.step ? `Result: ${titleOf(doc.step.converter)}` : doc.name), base).then(() => { if (unveil) { viewer.comparing = true; viewer.reveal(side); } });
    }
    byId('no-preview').hidden = current.width > 0;
    byId('file-name').textContent = doc.name;
    byId('file-facts').textContent = [dimensions(current.width, current.height), typeName(current.type), fileSize(current.blob.size),
      doc.step && duration(doc.step.ms)].filter(Boolean).join('  ·  ');
  }

  byId('zoom-in').onclick = () => viewer.zoom(1.4);
  byId('zoom-out').onclick = () => viewer.zoom(1 / 1.4);
  byId('zoom-level').onclick = () => viewer.toggleZoom();
  byId('zoom-fit').onclick = () => viewer.fit();
  byId('compare-toggle').onclick = () => { viewer.comparing = !viewer.comparing; };
  return viewer;
}

/** @param {import('./picture.js').Picture} p @param {string} alt */
function view(p, alt) {
  return p.width ? { url: urlOf(p.blob), width: p.width, height: p.height, alt } : null;
}
