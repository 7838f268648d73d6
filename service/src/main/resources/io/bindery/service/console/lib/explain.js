// Why a batch is as it is, in words, and what comes next.
import {html, useLoad, useFresh, Bar, Countdown, Ago, State, Trouble, Waiting, Facts, Short, bytes, count, duration, href} from './ui.js';
import {get} from './api.js';

const amount = (n, unit) => (unit === 'ms' ? duration(n / 1000) : count(n) + (unit ? ' ' + unit : ''));

function Condition({it}) {
  const words = `${amount(it.have, it.unit)} of ${amount(it.need, it.unit)}`;
  return html`<li class="condition"><div><strong>${it.name}</strong> <span class="soft">${words}</span>
    ${it.met ? html` <${State} of="good" words="met" />` : it.met_at ? html` <span class="soft">met in <${Countdown} to=${it.met_at} /></span>` : ''}</div>
    ${it.need ? html`<${Bar} value=${it.have} max=${it.need} label=${it.name + ': ' + words} />` : ''}</li>`;
}

/** What comes next, and when; the words also say what another upload would change. */
const Next = ({next}) => next && html`<p class="next"><strong>Next:</strong> ${next.words}${next.at ? html` <span class="nowrap">(in <${Countdown} to=${next.at} />)</span>` : ''}</p>`;

export function Explained({it}) {
  const {evidence = {}, totals = {}, closed} = it;
  const ignored = Object.entries(evidence.uncounted || {});
  return html`<p class="lead">${it.words}</p><${Next} next=${it.next} />
    ${evidence.conditions?.length ? html`<ul class="conditions" aria-label="Conditions">${evidence.conditions.map(c => html`<${Condition} key=${c.name} it=${c} />`)}</ul>
      <p class="note">${evidence.conditions.length > 1 ? (evidence.together ? 'It closes when all of them are met.' : 'It closes when one of them is met.') : ''}</p>` : ''}
    <${Facts} of=${[['Files', count(totals.files)], ['Size', bytes(totals.bytes)], ['Events', count(evidence.events)],
      ['First upload', totals.first_event_time && html`<${Ago} at=${totals.first_event_time} />`], ['Last upload', totals.last_event_time && html`<${Ago} at=${totals.last_event_time} />`],
      ['Did not count', ignored.length > 0 && ignored.map(([why, n]) => `${count(n)} ${why}`).join(', ')], ['Ordered by', evidence.by],
      ['Closed', closed && html`<${Ago} at=${closed.closed_at} />`], ['Batch', closed && html`<${Short} text=${closed.batch_id} />`]]} />
    ${closed?.announcements?.length ? html`<h3>Announced to</h3><ul>${closed.announcements.map(a => html`<li key=${a.target}>${a.target}: ${a.announced_at
      ? html`<${State} of="done" words="confirmed" /> <${Ago} at=${a.announced_at} />` : html`<${State} of="waiting" words="not confirmed yet" />`}</li>`)}</ul>` : ''}
    ${it.jobs?.length ? html`<h3>Packages</h3><ul>${it.jobs.map(j => html`<li key=${j.job_id}><a href=${href(['job', j.job_id])}>${j.package_name || j.job_id}</a> <${State} of=${j.state} /></li>`)}</ul>` : ''}
    ${it.notes?.length ? html`<ul class="notes">${it.notes.map(n => html`<li key=${n}>${n}</li>`)}</ul>` : ''}`;
}

/** Reads and shows it; anew while something happens to batches. */
export function Explain({query, watch}) {
  const {data, error, reload} = useLoad(() => get('explain', query), [JSON.stringify(query)]);
  useFresh(watch ? ['batch', 'job'] : [], reload, 1000);
  if (error) return html`<${Trouble} error=${error} retry=${reload} />`;
  return data ? html`<div class="explained"><${Explained} it=${data} /></div>` : html`<${Waiting} />`;
}
