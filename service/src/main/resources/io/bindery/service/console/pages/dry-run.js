// What a policy would have made of what was recorded, on a timeline.
import {html, useState, Card, Field, Table, Trouble, Empty, time, bytes, count} from '../lib/ui.js';
import {post} from '../lib/api.js';
import {Pick, wrong, ago} from './parts.js';

const SPANS = {1: 'the last hour', 24: 'the last day', 168: 'the last week', 720: 'the last 30 days'}, SLOTS = 60, LISTED = 1000;
const kinds = it => Object.entries(it.reasons).map(([reason, n]) => `${count(n)} by ${reason}`).join(', ');

/** Batches by the time when they would have closed. */
function Timeline({from, to, batches}) {
  const start = Date.parse(from), length = Math.max(1, Date.parse(to) - start), slots = Array(SLOTS).fill(0);
  for (const it of batches) slots[Math.min(SLOTS - 1, Math.max(0, Math.floor((Date.parse(it.closed_at) - start) / length * SLOTS)))]++;
  const most = Math.max(1, ...slots);
  return html`<figure class="timeline"><svg viewBox="0 0 600 90" role="img" aria-label=${`Timeline: at most ${most} batches at once. The table below lists each.`}>${slots.map((n, i) => n > 0 && html`<rect key=${i} x=${i * 10 + 1} width="8" y=${80 - n / most * 74} height=${n / most * 74}><title>${n} closed about ${time(start + (i + .5) / SLOTS * length)}</title></rect>`)}<path d="M0 80.5h600" /></svg>
    <figcaption>${ago(from)}<span>at most ${most} at once</span>${ago(to)}</figcaption></figure>`;
}

export default function DryRun({bucket, text}) {
  const [hours, pick] = useState('24'), [prefix, below] = useState(''), [{it, error, busy}, show] = useState({}), bad = text && wrong(text);
  const run = e => {
    e?.preventDefault();
    show({busy: true});
    post(['buckets', bucket, 'policy', 'dry-run'], {from: new Date(Date.now() - hours * 36e5).toISOString(), limit: LISTED, ...(prefix && {prefix}), ...(text && {policy: JSON.parse(text)})}).then(it => show({it}), error => show({error}));
  };
  return html`<p>${text ? 'Tries the policy as it stands under “Batches”, set or not.' : 'Tries the policy in force. To try another, write it under “Batches” first.'} Nothing is changed or announced.</p>
    <form class="filters" onSubmit=${run}><${Field} label="Of what came in"><${Pick} value=${hours} of=${Object.entries(SPANS)} pick=${pick} /><//><${Field} label="Only below"><input value=${prefix} placeholder="folder/" onInput=${e => below(e.currentTarget.value)} /><//><button class="primary" disabled=${busy || !!bad}>${busy ? 'Trying …' : 'Try it'}</button></form>
    ${bad && html`<p class="wrong">${bad}</p>`}<${Trouble} error=${error} retry=${run} /><div role="status">${it && html`<${Card} title=${`This policy would have made ${count(it.candidate.batches)} ${it.candidate.batches === 1 ? 'batch' : 'batches'} in ${SPANS[hours]}`}>
      <p>${kinds(it.candidate)}${it.candidate.batches > 0 && `: ${count(it.candidate.files)} files, ${bytes(it.candidate.bytes)}. `}${it.open_at_end.batches > 0 && `${count(it.open_at_end.batches)} would be open still. `}Really there were ${count(it.actual.batches)}${it.actual.batches > 0 && ` (${kinds(it.actual)})`}.${it.ignored > 0 && ` ${count(it.ignored)} of ${count(it.objects)} objects would be ignored.`}</p>
      ${it.batches.length > 0 && html`<${Timeline} ...${it} />`}${it.cleaned_until && html`<p class="wait">What came before ${ago(it.cleaned_until)} may be cleaned up, and is missing here.</p>`}<ul class="notes">${it.notes.map(words => html`<li>${words}</li>`)}</ul><//>`}</div>
    ${it && (it.batches.length ? html`${it.more && html`<p class="note">The first ${count(it.batches.length)} are listed.</p>`}<${Table} caption="Batches as they would have closed" rows=${it.batches} columns=${[{head: 'Folder', wide: true, cell: row => row.prefix}, {head: 'Closed', cell: row => ago(row.closed_at)}, {head: 'By', cell: row => row.reason}, {head: 'Files', num: true, cell: row => count(row.files)}, {head: 'Size', num: true, cell: row => bytes(row.bytes)}]} />`
      : html`<${Empty} title="It would have made no batch."><p>Ask for a longer time, or upload something first.</p><//>`)}`;
}
