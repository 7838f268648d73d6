// Messages that could not be handled: why, and what to do with them.
import {html, useState, useLoad, Page, Card, Filters, Table, Ago, State, Json, Empty, Trouble, Waiting, bytes, count, order, confirm, can, useMe, href, Facts, Code} from '../lib/ui.js';
import {get, post} from '../lib/api.js';
import {readAttention} from '../lib/attention.js';

const QUEUES = [['router', 'notices of S3'], ['packager', 'requests for packages']];
const BY = {bindery: 'Bindery: it can never be handled', sqs: 'SQS: received too often', unknown: 'nobody known'};
const pretty = text => { try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; } };

function One({queue, id}) {
  const {data: it, error, reload} = useLoad(() => get(['dead-letters', queue, id]), [queue, id]);
  return html`<${Page} title="A dead letter" sub=${html`<${Code} text=${id} />`}><p><a href=${href(['dead-letters'], {queue})}>All of this queue</a></p><${Trouble} error=${error} retry=${reload} />
    ${it ? html`<${Card}><p class="lead">${it.reason || 'It was received too often without being handled. That says nothing about the message: redrive it when the cause is mended.'}</p>
      <${Facts} of=${[['Set aside by', BY[it.moved_by]], ['Sent', html`<${Ago} at=${it.sent_at} />`], ['Size', bytes(it.bytes)], ...Object.entries(it.attributes || {})]} /><//>
      <${Card} title="As it is"><${Json} value=${pretty(it.body)} /><//>` : !error && html`<${Waiting} />`}<//>`;
}

export default function DeadLetters({path, query}) {
  return path.length === 2 ? html`<${One} queue=${path[0]} id=${path[1]} />` : html`<${Letters} query=${query} />`;
}

function Letters({query}) {
  useMe();
  const queue = query.queue || 'router', {match, moved_by} = query;
  const {data, error, loading, reload} = useLoad(() => get('dead-letters', {queue, match, moved_by, limit: 200}), [queue, match, moved_by]);
  const [chosen, choose] = useState(new Set());
  const rows = data?.messages || [], ids = rows.map(r => r.id).filter(id => chosen.has(id));
  const toggle = id => { const next = new Set(chosen); if (!next.delete(id)) next.add(id); choose(next); };
  const all = !ids.length;
  // Many go in several requests; one that does nothing more is the last.
  const give = async (verb, words, body) => {
    await order(n => `${words} ${count(n)} of ${all ? 'those that match' : count(ids.length)}.`, async () => {
      let n = 0;
      for (;;) {
        const it = await post('dead-letters/' + verb, {queue, ...(all ? {all: true, moved_by, match} : {ids}), ...body, limit: 1000});
        n += it.done;
        if (it.not_done?.length) throw new Error(`${count(n)} done. ${it.not_done.length} not: ${it.not_done[0].detail}`);
        if (!all || it.complete || !it.done) return n;
      }
    });
    choose(new Set());
    reload();
    readAttention();
  };
  const what = all ? `All dead letters that match (about ${count(data?.about)} in the queue)` : ids.length === 1 ? 'This message' : count(ids.length) + ' messages';
  const redrive = async () => { if (await confirm({title: 'Redrive?', body: `${what} go back to the queue of ${queue === 'router' ? 'notices' : 'requests'}, and are handled again. What still cannot be handled comes back here.`, action: 'Redrive'})) await give('redrive', 'Redrove'); };
  const discard = async () => {
    const it = await confirm({title: 'Discard for good?', body: `${what} will be deleted. The beginning of each is kept in the list of orders.`, action: 'Discard', danger: true, fields: [{name: 'why', label: 'Why', required: true, max: 500}]});
    if (it) await give('discard', 'Discarded', {why: it.why});
  };
  return html`<${Page} title="Dead letters" sub="Messages that were set aside. Nothing is lost: mend the cause, then redrive them." actions=${rows.length ? html`
      ${can('operator') && html`<button type="button" class="primary" onClick=${redrive}>${all ? 'Redrive all…' : `Redrive ${ids.length}…`}</button>`}${can('admin') && html`<button type="button" onClick=${discard}>${all ? 'Discard all…' : `Discard ${ids.length}…`}</button>`}` : ''}>
    <${Filters} query=${{...query, queue}} fields=${[{name: 'match', label: 'Reason contains'}, {name: 'queue', label: 'Queue', options: QUEUES}, {name: 'moved_by', label: 'Set aside by', options: [['', 'anyone'], ['bindery', 'Bindery'], ['sqs', 'SQS'], ['unknown', 'unknown']]}]}>
      <button type="button" disabled=${loading} onClick=${reload}>Look again</button><//>
    <${Trouble} error=${error} retry=${reload} />
    <${Card}>${rows.length ? html`<${Table} caption="Dead letters" rows=${rows} keyOf=${r => r.id} columns=${[
      {head: 'Reason', wide: true, cell: r => html`<a href=${href(['dead-letters', queue, r.id])}>${r.reason || 'received too often'}</a><p class="note clip">${r.body}</p>`},
      {head: 'Set aside by', cell: r => html`<${State} of=${r.moved_by} kind=${r.moved_by === 'bindery' ? 'bad' : 'wait'} words=${r.moved_by === 'sqs' ? 'SQS' : r.moved_by} />`},
      {head: 'Sent', cell: r => html`<${Ago} at=${r.sent_at} />`}, {head: 'Size', num: true, cell: r => bytes(r.bytes)},
      {head: 'Choose', hidden: true, cell: r => html`<input type="checkbox" aria-label=${'Choose ' + r.id} checked=${chosen.has(r.id)} onChange=${() => toggle(r.id)} />`}]} />
      ${!data.complete && html`<p class="note">There may be more: about ${count(data.about)} are in the queue. A look shows the first that SQS hands out.</p>`}`
      : data ? html`<${Empty} title="No dead letters."><p>Messages that cannot be handled come here with the reason.</p><//>` : !error && html`<${Waiting} />`}<//><//>`;
}
