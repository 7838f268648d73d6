// One folder: why its batch is open or closed, what comes next, and its former batches.
import {html, useList, useFresh, Page, Card, List, Ago, State, Code, Empty, bytes, count, href} from '../lib/ui.js';
import {Explain} from '../lib/explain.js';
import {Orders} from './live.js';

export default function Batch({path, query}) {
  const [bucket, prefix = ''] = path, id = query.id;
  const open = useList('batches', {bucket, prefix, limit: 1000}, 'batches');
  const closed = useList('batches/closed', {bucket, prefix}, 'batches');
  useFresh(['batch'], () => { open.reload(); closed.reload(); });
  const here = open.rows.find(b => b.prefix === prefix);
  const unknown = !id && open.body && closed.body && !here && !closed.rows.length;
  return html`<${Page} title=${prefix || bucket} sub=${html`<${Code} text=${`s3://${bucket}/${prefix}`} />`} actions=${here && !id && html`<${Orders} batch=${here} done=${open.reload} />`}>
    <${Card} title=${id ? 'Why it closed' : here ? 'Why it is open' : 'What is known'}>${unknown
      ? html`<${Empty} title="No batch of this folder is known."><p>Uploads into it open one. <a href="#/trace">Trace an object</a> to see where its way ends.</p><//>`
      : html`<${Explain} query=${id ? {batch_id: id} : {bucket, prefix}} watch />`}<//>
    ${id && html`<p><a href=${href(['batch', bucket, prefix])}>All of this folder</a></p>`}
    <${Card} title="Closed batches"><${List} list=${closed} caption="Closed batches" keyOf=${b => b.batch_id} empty=${html`<p class="sub">None yet.</p>`} columns=${[
      {head: 'Closed', cell: b => html`<a href=${href(['batch', b.bucket, b.prefix], {id: b.batch_id})}><${Ago} at=${b.closed_at} /></a>`},
      {head: 'Folder', wide: true, cell: b => b.prefix},
      {head: 'Because', cell: b => b.reason},
      {head: 'Files', num: true, cell: b => count(b.files)}, {head: 'Size', num: true, cell: b => bytes(b.bytes)},
      {head: 'Announced', cell: b => (b.announced_at ? html`<${State} of="done" words="yes" />` : html`<${State} of="waiting" words="not confirmed" />`)}]} /><//><//>`;
}
