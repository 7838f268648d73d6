// Lines over time, drawn as SVG: they take the colours of the page, and can be read by keyboard and ear.
import {html, useState, time, count} from './ui.js';

const W = 600, H = 120, EDGE = 4;

/** The next number of 1, 2, 5, 10, … at or above n. */
function round(n) {
  if (!(n > 0)) return 1;
  const ten = 10 ** Math.floor(Math.log10(n));
  return [1, 2, 5, 10].find(f => f * ten >= n) * ten;
}

const hour = at => time(at).slice(11, 16);

/** `series`: {name, values} with null where nothing is known; `times`: ISO or ms; `show` writes a value. */
export function Plot({title, times, series, show = count}) {
  const [at, point] = useState(null);
  const n = times.length;
  if (!n) return html`<figure class="plot"><figcaption>${title}</figcaption><p class="note">No figures yet: one comes each 15 seconds.</p></figure>`;
  const ms = times.map(t => new Date(t).getTime());
  const from = ms[0], span = Math.max(1, ms[n - 1] - from);
  const most = round(Math.max(...series.flatMap(s => s.values.map(v => v || 0))));
  const x = i => (ms[i] - from) / span * W, y = v => EDGE + (1 - v / most) * (H - 2 * EDGE);
  // A gap in the figures is a gap in the line.
  const line = values => values.map((v, i) => (v === null || v === undefined ? '' : (i && values[i - 1] !== null && values[i - 1] !== undefined ? 'L' : 'M') + x(i).toFixed(1) + ' ' + y(v).toFixed(1))).join('');
  const near = e => {
    const box = e.currentTarget.getBoundingClientRect(), t = from + (e.clientX - box.left) / box.width * span;
    point(ms.reduce((best, v, i) => (Math.abs(v - t) < Math.abs(ms[best] - t) ? i : best), 0));
  };
  const key = e => {
    const step = {ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -n, End: n}[e.key];
    if (!step) return;
    e.preventDefault();
    point(Math.max(0, Math.min(n - 1, (at ?? n - 1) + step)));
  };
  const i = at ?? n - 1, said = series.map(s => `${s.name} ${s.values[i] === null || s.values[i] === undefined ? 'unknown' : show(s.values[i])}`).join(', ');
  const marks = [0, 1 / 3, 2 / 3, 1].map(f => Math.round(f * (n - 1)));
  return html`<figure class="plot"><figcaption>${title} ${series.map((s, k) => html`<span key=${s.name} class=${'key line' + k}><i />${s.name} <b>${s.values[i] === null || s.values[i] === undefined ? '–' : show(s.values[i])}</b></span>`)}
      <span class="soft">${at === null ? 'now' : hour(times[i])}</span></figcaption>
    <div class="y" aria-hidden="true"><span>${show(most)}</span><span>${show(most / 2)}</span><span>0</span></div>
    <svg viewBox=${`0 0 ${W} ${H}`} preserveAspectRatio="none" role="slider" tabindex="0" aria-label=${title} aria-valuemin="0" aria-valuemax=${n - 1} aria-valuenow=${i} aria-valuetext=${`${hour(times[i])}: ${said}`}
        onPointerMove=${near} onPointerLeave=${() => point(null)} onKeyDown=${key} onBlur=${() => point(null)}>
      ${[0, .5, 1].map(f => html`<line key=${f} class="rule" x1="0" x2=${W} y1=${y(most * f)} y2=${y(most * f)} />`)}
      ${series.map((s, k) => html`<path key=${s.name} class=${'line line' + k} d=${line(s.values)} vector-effect="non-scaling-stroke" />`)}
      ${at !== null && html`<line class="at" x1=${x(i)} x2=${x(i)} y1="0" y2=${H} vector-effect="non-scaling-stroke" />`}
    </svg>
    <div class="x" aria-hidden="true">${[...new Set(marks)].map(m => html`<span key=${m}>${hour(times[m])}</span>`)}</div></figure>`;
}
