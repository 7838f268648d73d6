// Who ordered what, when, and what came of it. Each record holds the hash of the one before.
import {html, useState, useList, Page, Card, List, Filters, Ago, State, Empty, Json, Short, count, time, Icon} from '../lib/ui.js';
import {get} from '../lib/api.js';

const KINDS = [['', 'all'], ['order', 'orders'], ['sign-in', 'sign-ins'], ['sign-out', 'sign-outs'], ['refused', 'refused']];

/** Reads the whole chain, a part at a time. */
function Verify() {
  const [it, set] = useState(null);
  const run = async () => {
    let after, hash, records = 0, problems = [], head;
    set({running: true, records});
    try {
      do {
        const part = await get('audit/verify', {after, hash, limit: 1000});
        records += part.to && part.from ? part.to - part.from + 1 : 0;
        problems = problems.concat(part.problems || []).slice(0, 100);
        head = part.head;
        ({after, hash} = part.next && typeof part.next === 'object' ? {after: part.next.after ?? part.next.seq, hash: part.next.hash} : {after: part.next, hash: part.hash ?? head?.hash});
        set({running: true, records});
        if (!part.next) break;
      } while (after);
      set({records, problems, head});
    } catch (error) {
      set({error, records});
    }
  };
  const words = !it ? '' : it.running ? `${count(it.records)} records read…` : it.error ? it.error.detail || it.error.message
    : it.problems.length ? `${count(it.problems.length)} problems in ${count(it.records)} records.` : `All ${count(it.records)} records are as they were written.`;
  return html`<button type="button" disabled=${it?.running} onClick=${run}>Verify</button>
    <span role="status" class=${!it || it.running ? 'soft' : it.error || it.problems.length ? 'bad' : 'good'}>${it && !it.running && html`<${Icon} kind=${it.error || it.problems.length ? 'bad' : 'good'} /> `}${words}</span>
    ${it?.problems?.length ? html`<ul class="notes">${it.problems.map(p => html`<li key=${p.seq + p.what}>record ${p.seq}: ${p.what}</li>`)}</ul>` : ''}`;
}

export default function Audit({query}) {
  const {actor, path, kind, request} = query;
  const list = useList('audit', {actor, path, kind, request}, 'records');
  const outcome = r => (r.outcome ? html`<${State} kind=${r.outcome.status < 400 ? 'good' : 'bad'} words=${String(r.outcome.status)} />${r.outcome.detail ? html`<p class="note">${r.outcome.detail}</p>` : ''}` : r.kind === 'order' ? html`<${State} of="waiting" words="not told" />` : '');
  return html`<${Page} title="Audit" sub="Orders, sign-ins and refusals. A record is written before its order is carried out, and cannot be changed unseen." actions=${html`<${Verify} />`}>
    <${Filters} query=${query} fields=${[{name: 'path', label: 'Path begins with', placeholder: '/api/v1/batches'}, {name: 'actor', label: 'Who'}, {name: 'kind', label: 'Kind', options: KINDS}]} />
    <${Card}><${List} list=${list} caption="Audit trail" keyOf=${r => r.seq} empty=${html`<${Empty} title="No records."><p>${actor || path || kind ? 'Nothing matches this filter.' : 'The first order writes the first record.'}</p><//>`} columns=${[
      {head: 'When', cell: r => html`<span title=${'record ' + r.seq}>${time(r.at)}</span><p class="note"><${Ago} at=${r.at} /></p>`},
      {head: 'Who', cell: r => html`${r.actor}${r.for ? ` (for ${r.for})` : ''}<p class="note">${[r.role, r.how, r.from].filter(Boolean).join(' · ')}</p>`},
      {head: 'What', wide: true, cell: r => html`${r.method ? html`<code>${r.method} ${r.path}</code>` : r.kind}${r.asked?.body !== undefined || r.asked?.query ? html`<details><summary>What was asked</summary><${Json} value=${r.asked} /></details>` : ''}`},
      {head: 'Outcome', cell: outcome},
      {head: 'Hash', cell: r => html`<${Short} text=${r.hash} />`}]} /><//><//>`;
}
