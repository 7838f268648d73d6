// Open batches, moved by the stream.
import {html, useState, useList, useChanges, useThrottle, Page, Card, List, Filters, Countdown, Ago, State, Empty, bytes, count, href, order, confirm, can, useMe}
  from '../lib/ui.js';
import {get, post} from '../lib/api.js';
import {Explain} from '../lib/explain.js';

const WORDS = {
  flush: ['Flush', 'closes now, and is announced'],
  pause: ['Pause', 'does not close by itself until it is resumed'],
  resume: ['Resume', 'closes again by its policy'],
};
const keyOf = b => b.bucket + '/' + b.prefix;
const paused = b => b.state === 'paused' || !!b.paused_by;

/** What can be ordered of one batch. */
export function Orders({batch, done}) {
  useMe();
  const give = async verb => {
    if (verb === 'flush' && !await confirm({title: 'Flush this batch?', body: `${keyOf(batch)} closes now with ${count(batch.files)} files and is announced. More uploads open another batch.`, action: 'Flush'})) return;
    await order(it => `${keyOf(batch)}: ${it.text}.`, () => post('batches/' + verb, {bucket: batch.bucket, prefix: batch.prefix}));
    done();
  };
  if (!can('operator')) return '';
  return html`<span class="actions">${['flush', paused(batch) ? 'resume' : 'pause'].map(verb => html`<button type="button" key=${verb} aria-label=${`${WORDS[verb][0]} ${keyOf(batch)}`} onClick=${() => give(verb)}>${WORDS[verb][0]}</button>`)}</span>`;
}

/** Waits for an order to many batches, which goes on also when nobody waits. */
async function ended(it) {
  while (['waiting', 'running'].includes(it.state)) {
    await new Promise(r => setTimeout(r, 500));
    it = await get(['batches', 'orders', it.order_id]);
  }
  return it;
}

/** Orders for all that match: the count is asked for first, confirmed, and has to be still true. */
function ForAll({filter, done}) {
  useMe();
  if (!can('operator')) return '';
  const give = async verb => {
    const ask = body => post('batches/orders', {filter: JSON.parse(JSON.stringify(filter)), order: verb, ...body});
    const found = await order('', () => ask({dry_run: true}), true);
    if (!found) return;
    const n = found.count, [word, what] = WORDS[verb], some = n === 1 ? '1 batch' : count(n) + ' batches';
    if (!n) { await confirm({title: 'Nothing to do', body: `No batch that matches can be given this order (${verb}).`}); return; }
    if (!await confirm({title: `${word} ${some}?`, body: `All that match this filter: each ${what}.`, action: `${word} ${some}`, danger: verb === 'flush'})) return;
    await order(it => `${word}: ${count(it.changed)} done${it.unchanged ? `, ${count(it.unchanged)} had nothing to do` : ''}${it.failed ? `, ${count(it.failed)} failed` : ''}.`, async () => ended(await ask({expect: n})));
    done();
  };
  return html`<div class="actions" role="group" aria-label="For all that match">${Object.entries(WORDS).map(([verb, [word]]) => html`<button type="button" key=${verb} onClick=${() => give(verb)}>${word} all…</button>`)}</div>`;
}

/** The list after some changes, and whether it has to be read again as well. */
function moved(rows, changes) {
  const by = new Map(changes.map(c => [keyOf(c), c]));
  const left = new Set(by.keys());
  const next = rows.map(row => {
    const change = by.get(keyOf(row));
    left.delete(keyOf(row));
    return change ? {...row, paused_by: undefined, ...change, moved: true} : row;
  }).filter(r => !r.moved || ['open', 'paused'].includes(r.state));
  return {rows: next, again: left.size > 0 || next.length < rows.length};
}

export default function Live({query}) {
  const {bucket, prefix, q, state, order: by} = query;
  const filter = {bucket, prefix, q, state};
  const list = useList('batches', {...filter, order: by || (state === 'paused' ? undefined : 'due')}, 'batches');
  const [open, show] = useState(null);
  const again = useThrottle(list.reload, 2000);
  useChanges(['batch'], changes => {
    let more = false;
    list.setRows(rows => { const it = moved(rows, changes); more = it.again || changes.some(c => c.event !== 'progress'); return it.rows; });
    if (more) again();
  }, again);
  const {counts, at_least: least = []} = list.body || {};
  const filtered = Object.values(filter).some(Boolean);
  return html`<${Page} title="Live" sub=${counts ? ['open', 'paused'].filter(s => s in counts).map(s => `${count(counts[s])}${least.includes(s) ? '+' : ''} ${s}`).join(', ') : 'Batches that are open now.'}
      actions=${list.rows.length ? html`<${ForAll} filter=${filter} done=${again} />` : ''}>
    <${Filters} query=${query} fields=${[{name: 'q', label: 'Folder contains', placeholder: 'run-42'}, {name: 'bucket', label: 'Bucket'}, {name: 'prefix', label: 'Folder begins with'},
      {name: 'state', label: 'State', options: ['', 'open', 'paused']}, {name: 'order', label: 'Order', options: [['', 'closes next first'], ['prefix', 'by folder']]}]} />
    <${Card}><${List} list=${list} caption="Open batches" keyOf=${keyOf}
        under=${b => open === keyOf(b) && html`<div id="why"><${Explain} query=${{bucket: b.bucket, prefix: b.prefix}} watch /></div>`} empty=${filtered
        ? html`<${Empty} title="No open batch matches."><p><a href="#/live">Show all.</a></p><//>`
        : html`<${Empty} title="No batch is open."><p>The next upload into a watched bucket opens one. <a href="#/buckets">Buckets</a> shows which are watched; <a href="#/">Home</a> has a command to copy.</p><//>`} columns=${[
      {head: 'Folder', wide: true, cell: b => html`<a href=${href(['batch', b.bucket, b.prefix])}><span class="soft">${b.bucket}/</span>${b.prefix}</a>`},
      {head: 'State', cell: b => html`<${State} of=${paused(b) ? 'paused' : 'open'} />`},
      {head: 'Files', num: true, cell: b => count(b.files)},
      {head: 'Size', num: true, cell: b => bytes(b.bytes)},
      {head: 'Last upload', cell: b => html`<${Ago} at=${b.last_event_time} />`},
      {head: 'Closes in', num: true, cell: b => (paused(b) ? '–' : html`<${Countdown} to=${b.due_at} over="now" />`)},
      {head: 'Orders', hidden: true, cell: b => html`<span class="actions"><button type="button" aria-expanded=${open === keyOf(b)} aria-label=${'Why? ' + keyOf(b)} onClick=${() => show(open === keyOf(b) ? null : keyOf(b))}>Why?</button><${Orders} batch=${b} done=${again} /></span>`}]} /><//><//>`;
}
