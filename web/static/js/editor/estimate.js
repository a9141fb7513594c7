/** What a conversion will take, from the cost that its converter states. Pure arithmetic. */

/**
 * @typedef {{parameter: string, scale?: number, offset?: number, table?: Record<string, number>}} Factor
 *
 * @typedef {object} Cost in units of its own; only their number per second counts
 * @property {string} [unit]
 * @property {number} per_megapixel
 * @property {Factor[]} [factors] by which the parameters multiply it
 * @property {number} [overhead]
 * @property {string} [cap_parameter] says how many megapixels are worked on at most
 * @property {number} per_second
 * @property {number} [budget_seconds] more is refused
 *
 * @typedef {object} Estimate
 * @property {number} seconds
 * @property {number} budget Infinity when there is none
 * @property {boolean} over
 * @property {Record<string, number>|null} largest what would fit: megapixels, width and height, or a parameter's value
 */

/**
 * @param {Cost} cost @param {{width: number, height: number}} size of the picture
 * @param {Record<string, any>} values @param {any} [schema] of the parameters
 * @returns {Estimate}
 */
export function estimate(cost, size, values, schema) {
  const megapixels = Math.min(size.width * size.height / 1e6, cost.cap_parameter ? Number(values[cost.cap_parameter]) : Infinity);
  const overhead = cost.overhead ?? 0;
  const factors = cost.factors ?? [];
  const rate = factors.reduce((product, f) => product * factor(f, values[f.parameter]), cost.per_megapixel);
  const seconds = (overhead + rate * megapixels) / cost.per_second;
  const budget = cost.budget_seconds || Infinity;
  const over = seconds > budget;
  const room = budget * cost.per_second - overhead;
  return { seconds, budget, over, largest: over && room > 0 ? largest(room, rate, size, megapixels, factors, values, schema) : null };
}

/** @param {Factor} f @param {any} value */
const factor = (f, value) => (f.table ? f.table[String(value)] ?? 1 : (f.scale ?? 1) * Number(value) + (f.offset ?? 0));

const MOST = 1000; // values that are tried

/**
 * @param {number} room cost that is allowed for pixels @param {number} rate cost of a megapixel
 * @param {{width: number, height: number}} size @param {number} worked megapixels that are worked on
 * @param {Factor[]} factors @param {Record<string, any>} values @param {any} schema
 */
function largest(room, rate, size, worked, factors, values, schema) {
  const megapixels = room / rate;
  const scale = Math.sqrt(megapixels * 1e6 / (size.width * size.height));
  /** @type {Record<string, number>} */
  const fits = { megapixels, width: Math.floor(size.width * scale), height: Math.floor(size.height * scale) };
  for (const f of factors) {
    const p = schema?.properties?.[f.parameter];
    if (p?.type !== 'integer') continue;
    const others = rate / factor(f, values[f.parameter]) * worked;
    let value = Math.min(values[f.parameter], (p.minimum ?? 1) + MOST);
    while (value >= (p.minimum ?? 1) && others * factor(f, value) > room) value--;
    if (value >= (p.minimum ?? 1)) fits[f.parameter] = value;
  }
  return fits;
}

/** "1100 × 825 would fit, or steps up to 8". @param {Record<string, any>} fits @param {any} [schema] */
export function whatFits(fits, schema) {
  const { megapixels, width, height, ...rest } = fits;
  const size = width && height ? `${width} × ${height}` : megapixels ? `${Number(megapixels.toPrecision(2))} megapixels` : '';
  const others = Object.entries(rest).filter(([, v]) => typeof v === 'number')
    .map(([name, v]) => `${(schema?.properties?.[name]?.title ?? name).toLowerCase()} up to ${v}`);
  const all = [size, ...others].filter(Boolean);
  return all.length ? `${all[0]} would fit${all.slice(1).map((s) => `, or ${s}`).join('')}` : '';
}
