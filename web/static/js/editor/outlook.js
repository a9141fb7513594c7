/** What a conversion will take, and a way out when that is too much. */
import { fill, h } from '../dom.js';
import { roughly } from '../format.js';
import { icon } from '../ui/icon.js';
import { estimate, whatFits } from './estimate.js';

/** @param {() => void} makeFit */
export function makeOutlook(makeFit) {
  const time = h('p', { class: 'outlook-time', testid: 'estimate' });
  const warning = h('div', { class: 'outlook-warning', role: 'status', testid: 'over-budget', hidden: true });
  let warned = '';

  /**
   * @param {import('../api/catalog.js').Converter} converter @param {import('./estimate.js').Size|null} picture
   * @param {Record<string, any>} values @param {boolean} canFit
   */
  function show(converter, picture, values, canFit) {
    if (!converter.cost || !picture?.width) {
      time.hidden = warning.hidden = true;
      return;
    }
    const { seconds, budget, over, largest } = estimate(converter.cost, picture, values, converter.parameters);
    const fitted = over && canFit && values.fit === true;
    time.hidden = over && !fitted; // the warning tells it
    fill(time, icon('clock'), fitted ? `${roughly(budget)} ${smaller(largest)}` : roughly(seconds));
    const text = over && !fitted ? warn(seconds, budget, largest, converter.parameters) : '';
    warning.hidden = !text;
    if (text === warned) return; // a live region speaks with each change
    warned = text;
    fill(warning, text && [icon('alert'), h('p', null, text, ' ',
      canFit && h('button', { class: 'link', type: 'button', testid: 'fit', onclick: makeFit }, 'Make it fit'))]);
  }

  return { time, warning, show };
}

/** @param {number} seconds @param {number} budget @param {Record<string, number>|null} largest @param {any} schema */
function warn(seconds, budget, largest, schema) {
  const fits = largest ? whatFits(largest, schema) : '';
  const text = `This would take ${roughly(seconds)}; ${Math.round(budget)} s are allowed.`;
  return fits ? `${text} ${fits.replace(/^./, (c) => c.toUpperCase())}.` : text;
}

/** @param {Record<string, number>|null} largest */
const smaller = (largest) => (largest?.width ? `at ${largest.width} × ${largest.height}` : 'made smaller');
