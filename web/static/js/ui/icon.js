/** Icons from the sprite in index.html. */

const SVG = 'http://www.w3.org/2000/svg';

/** Symbols that a converter may ask for with `icon`, or by its own name. */
const CONVERTERS = new Set(['grayscale', 'contrast', 'flip-horizontal', 'flip-vertical', 'rotate', 'brightness',
  'invert', 'blur', 'sharpen', 'crop', 'resize', 'gamma', 'auto-levels', 'saturation', 'sepia', 'edges', 'pixelate', 'posterize',
  'vignette', 'format', 'recipe', 'dream', 'style', 'effect', 'sliders']);
/** @type {Record<string, string>} */
const ALIASES = { deepdream: 'dream', 'deep-dream': 'dream', flip: 'flip-horizontal', 'style-transfer': 'style' };

/** @param {string} name @param {string} [extra] further classes @returns {SVGElement} */
export function icon(name, extra = '') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `icon ${extra}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.appendChild(use);
  return svg;
}

/** @param {{name: string, icon?: string}} converter */
export function converterIcon(converter) {
  for (const wanted of [converter.icon, converter.name]) {
    const name = ALIASES[wanted ?? ''] ?? wanted;
    if (name && CONVERTERS.has(name)) return icon(name);
  }
  return icon('effect');
}
