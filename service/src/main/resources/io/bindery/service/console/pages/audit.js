// Who ordered what, when, and what came of it. Each record holds the hash of the one before.
import {html, useState, useList, Page, Card, List, Filters, Ago, State, Empty, Json, Short, count, time, Icon} from '../lib/ui.js';
import {get} from '../lib/api.js';

const KINDS = [['', 'all'], ['order', 'orders'], ['sign-in', 'sign-ins'], ['sign-out', 'sign-outs'], ['refused', 'refused']];

/** Reads the whole chain, a part at a time. */
function Verify() {
  const [it, set] = useState(null);
  const run = async () => {
    let next = {}, records = 0, found = 0, problems = [];
    set({running: true, records});
    try {
      while (next) {
        const part = await get('audit/verify', {after: next.seq, hash: next.hash});
        records += part.records;
        found += part.problem_count;
        problems = problems.concat(part.problems).slice(0, 100);
        next = part.next;
        set({running: true, records});
      }
      set({records, found, problems});
    } catch (error) {
      set({error, records});
    }
  };
  const words = !it ? '' : it.running ? `${count(it.records)} records read…` : it.error ? it.error.detail || it.error.message
    : it.found ? `${count(it.found)} problems in ${count(it.records)} records.` : `All ${count(it.records)} records are as they were written.`;
  return html`<button type="button" disabled=${it?.running} onClick=${run}>Verify</button>
    <span role="status" class=${!it || it.running ? 'soft' : it.error || it.found ? 'bad' : 'good'}>${it && !it.running && html`<${Icon} kind=${it.error || it.found ? 'bad' : 'good'} /> `}${words}</span>
    ${it?.problems?.length ? html`<ul class="notes">${it.problems.map(p => html`<li key=${p.seq + p.what}>record ${p.seq}: ${p.what}</li>`)}</ul>` : ''}`;
}

export default function Audit({query}) {
  const {actor, path, kind, request} = query;
  const list = useList('audit', {actor, path, kind, request}, 'records');
  // A refusal has its status itself; an order has its outcome, or none yet.
  const outcome = r => {
    const it = r.outcome || r;
    return html`${it.status ? html`<${State} kind=${it.status < 400 ? 'good' : 'bad'} words=${String(it.status)} />` : r.kind === 'order' ? html`<${State} of="waiting" words="not told" />` : ''}
      ${it.detail ? html`<p class="note">${it.detail}</p>` : ''}${r.more ? html`<p class="note">and ${count(r.more)} more like it</p>` : ''}`;
  };
  return html`<${Page} title="Audit" sub="Orders, sign-ins and refusals. A record is written before its order is carried out, and cannot be changed unseen." actions=${html`<${Verify} />`}>
    <${Filters} query=${query} fields=${[{name: 'path', label: 'Path begins with', placeholder: '/api/v1/batches'}, {name: 'actor', label: 'Who'}, {name: 'kind', label: 'Kind', options: KINDS}]} />
    <${Card}><${List} list=${list} caption="Audit trail" keyOf=${r => r.seq} empty=${html`<${Empty} title="No records."><p>${actor || path || kind ? 'Nothing matches this filter.' : 'The first order writes the first record.'}</p><//>`} columns=${[
      {head: 'When', cell: r => html`<span title=${'record ' + r.seq}>${time(r.at)}</span><p class="note"><${Ago} at=${r.at} /></p>`},
      {head: 'Who', cell: r => html`${r.actor}${r.for ? ` (for ${r.for})` : ''}<p class="note">${[r.role, r.how, r.from].filter(Boolean).join(' · ')}</p>`},
      {head: 'What', wide: true, cell: r => html`<code>${r.method} ${r.path}</code>${r.asked?.body !== undefined || r.asked?.query ? html`<details><summary>What was asked</summary><${Json} value=${r.asked} /></details>` : ''}`},
      {head: 'Outcome', cell: outcome},
      {head: 'Hash', cell: r => html`<${Short} text=${r.hash} />`}]} /><//><//>`;
}
