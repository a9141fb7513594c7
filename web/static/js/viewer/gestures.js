/** Wheel, drag, pinch, double click and keys on the stage, as camera moves. */

/**
 * @typedef {object} Target
 * @property {import('./camera.js').Camera} camera
 * @property {() => void} render
 * @property {(px: number, py: number) => void} toggleZoomAt between fitted and actual size
 * @property {() => boolean} splits whether a drag at fitted size moves the divider
 * @property {(px: number) => void} splitAt
 */

const KEY_PAN = 80;

/**
 * @param {HTMLElement} stage @param {Target} t
 * @returns {(e: PointerEvent) => void} takes a finger that went down on a control
 */
export function listen(stage, t) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  const local = (/** @type {MouseEvent} */ e) => {
    const box = stage.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };
  const onControl = (/** @type {Event} */ e) => e.target instanceof Element && e.target.closest('button, a, [role=slider]');

  stage.addEventListener('wheel', (e) => {
    if (!t.camera.picture.w) return;
    e.preventDefault();
    const at = local(e);
    if (e.shiftKey) t.camera.pan(-e.deltaY - e.deltaX, 0);
    else {
      const lines = e.deltaMode === 1 ? 16 : 1;
      t.camera.zoomTo(t.camera.scale * Math.exp(-e.deltaY * lines * (e.ctrlKey ? 0.01 : 0.0022)), at.x, at.y);
    }
    t.render();
  }, { passive: false });

  stage.addEventListener('pointerdown', (e) => {
    if (e.button > 1 || !t.camera.picture.w || onControl(e)) return;
    hold(e);
    stage.classList.toggle('is-panning', t.camera.roams);
  });

  /** @param {PointerEvent} e */
  function hold(e) {
    fingers.set(e.pointerId, local(e));
    stage.setPointerCapture(e.pointerId);
  }

  stage.addEventListener('pointermove', (e) => {
    const before = fingers.get(e.pointerId);
    if (!before) return;
    const now = local(e);
    if (fingers.size === 2) pinch(e.pointerId, before, now);
    else if (t.camera.roams) t.camera.pan(now.x - before.x, now.y - before.y);
    else if (t.splits()) t.splitAt(now.x);
    fingers.set(e.pointerId, now);
    t.render();
  });

  /** @param {number} id @param {{x: number, y: number}} before @param {{x: number, y: number}} now */
  function pinch(id, before, now) {
    const other = [...fingers].find(([k]) => k !== id)?.[1];
    if (!other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(now.x - other.x, now.y - other.y);
    t.camera.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    t.camera.zoomTo(t.camera.scale * is / Math.max(1, was), (now.x + other.x) / 2, (now.y + other.y) / 2);
  }

  for (const end of ['pointerup', 'pointercancel']) {
    stage.addEventListener(end, (e) => {
      if (e instanceof PointerEvent) fingers.delete(e.pointerId);
      stage.classList.remove('is-panning');
    });
  }

  stage.addEventListener('dblclick', (e) => {
    if (onControl(e)) return;
    const at = local(e);
    t.toggleZoomAt(at.x, at.y);
  });

  stage.addEventListener('keydown', (e) => {
    if (e.target !== stage || e.ctrlKey || e.metaKey || e.altKey) return;
    const moves = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const move = moves[e.key];
    if (!move || !t.camera.roams) return;
    e.preventDefault();
    t.camera.pan(move[0] * KEY_PAN, move[1] * KEY_PAN);
    t.render();
  });
  return hold;
}
