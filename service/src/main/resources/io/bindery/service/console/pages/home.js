// First what needs a person, then what is going on. An empty console says how to begin.
import {html, useLoad, useList, useFresh, useStore, Page, Card, Icon, State, Ago, Countdown, Trouble, Waiting, Table, Copy, bytes, count, href}
  from '../lib/ui.js';
import {get} from '../lib/api.js';
import {attention} from '../lib/attention.js';
import {Progress} from './jobs.js';

const ENDED = new Set(['done', 'unchanged', 'empty', 'quarantined', 'suggested', 'cancelled', 'failed', 'refused', 'off']);

function Wants() {
  const wants = useStore(attention);
  if (!wants.read) return html`<${Card} title="Needs you"><${Waiting} /><//>`;
  const all = Object.entries(wants).filter(([, it]) => it.count || it.error);
  if (!all.length) return html`<section class="card calm"><h2><${Icon} kind="good" />Nothing needs you</h2><p class="sub">No failures, no decisions, no dead letters. All parts are well.</p></section>`;
  return html`<${Card} title="Needs you" kind="wants"><ul class="wants-list">${all.map(([page, it]) => html`<li key=${page}>
    <a href=${href(it.to, it.query)}><${Icon} kind=${it.error || page === 'suggestions' ? 'wait' : 'bad'} /><span>${it.words}</span></a>
    ${it.more ? html`<p class="note">${it.more}</p>` : ''}
    ${it.list?.length ? html`<ul class="notes">${it.list.slice(0, 5).map(p => html`<li key=${p.words}>${p.words}${p.more ? html`<br /><span class="soft">${p.more}</span>` : ''}</li>`)}</ul>` : ''}</li>`)}</ul><//>`;
}

function First({bucket, aws}) {
  // What bindery up brings takes any keys; the AWS CLI wants some.
  const local = /^https?:..(127|localhost)/.test(aws?.endpoint) ? `AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=${aws.region} ` : '';
  const command = `${local}aws s3 cp --recursive ./my-folder s3://${bucket || 'BUCKET'}/my-team/my-folder/` + (aws?.endpoint ? ' --endpoint-url ' + aws.endpoint : '');
  return html`<${Card} kind="first"><h2>Upload a first folder</h2>
    <p>Bindery has seen no upload yet. Copy a folder into ${bucket ? html`the bucket <strong>${bucket}</strong>` : 'a bucket that it watches'}, and follow it here: it becomes a batch, and the batch becomes a package.</p>
    <div class="command"><pre tabindex="0">${command}</pre><${Copy} text=${command} label="Copy the command" /></div>
    <ol class="ways"><li><strong>Upload.</strong> Each object is counted as soon as its notice is recorded.</li>
      <li><strong>Batch.</strong> <a href="#/live">Live</a> shows when it closes, and why.</li>
      <li><strong>Package.</strong> <a href="#/packages">Packages</a> has each revision with its files and hashes.</li></ol>
    <p class="note">Nothing comes? <a href="#/trace">Trace</a> an object: it says where its way ends and what to do.</p><//>`;
}

const packageOf = j => html`<a href=${href(['packages', j.registry, ...j.package_name.split('/')], {rev: j.top_hash})}>${j.package_name}</a>`;

export default function Home() {
  const open = useList('batches', {limit: 8, order: 'due'}, 'batches');
  const jobs = useList('packages/jobs', {limit: 40}, 'jobs');
  const about = useLoad(() => Promise.all([get('buckets'), get('system').catch(() => ({})), get('batches/closed', {limit: 1})]));
  useFresh(['batch'], open.reload, 2000);
  useFresh(['job'], jobs.reload, 2000);
  const running = jobs.rows.filter(j => !ENDED.has(j.state)).slice(0, 8), made = jobs.rows.filter(j => j.state === 'done' && j.top_hash).slice(0, 8);
  const [buckets, system, closed] = about.data || [];
  const empty = open.body && jobs.body && closed && !open.rows.length && !jobs.rows.length && !closed.batches.length;
  return html`<${Page} title="Home" sub="What needs a person, and what is going on."><${Trouble} error=${open.error || jobs.error} retry=${() => { open.restart(); jobs.restart(); }} />
    <${Wants} />
    ${empty ? html`<${First} bucket=${buckets?.buckets[0]?.bucket} aws=${system?.aws} />` : html`<div class="halves">
      <${Card} title="Open batches" actions=${html`<a href="#/live">All</a>`}>${!open.body ? html`<${Waiting} />` : open.rows.length ? html`<${Table} caption="Open batches" rows=${open.rows} keyOf=${b => b.bucket + '/' + b.prefix} columns=${[
        {head: 'Folder', wide: true, cell: b => html`<a href=${href(['batch', b.bucket, b.prefix])}>${b.bucket}/${b.prefix}</a>`},
        {head: 'Files', num: true, cell: b => html`${count(b.files)} <span class="soft">${bytes(b.bytes)}</span>`},
        {head: 'Closes in', num: true, cell: b => (b.paused_by || b.state === 'paused' ? html`<${State} of="paused" />` : html`<${Countdown} to=${b.due_at} />`)}]} />` : html`<p class="sub">None. The next upload opens one.</p>`}<//>
      <div><${Card} title="Running jobs" actions=${html`<a href="#/jobs">All</a>`}>${!jobs.body ? html`<${Waiting} />` : running.length ? html`<${Table} caption="Running jobs" rows=${running} keyOf=${j => j.job_id} columns=${[
        {head: 'Package', wide: true, cell: j => html`<a href=${href(['job', j.job_id])}>${j.package_name || j.source || j.job_id}</a>`},
        {head: 'State', cell: j => html`<${State} of=${j.state} /><${Progress} job=${j} />`},
        {head: 'Since', num: true, cell: j => html`<${Ago} at=${j.accepted_at} />`}]} />` : html`<p class="sub">None.</p>`}<//>
      <${Card} title="New revisions" actions=${html`<a href="#/packages">Packages</a>`}>${!jobs.body ? html`<${Waiting} />` : made.length ? html`<${Table} caption="New revisions" rows=${made} keyOf=${j => j.job_id} columns=${[
        {head: 'Package', wide: true, cell: packageOf},
        {head: 'Revision', cell: j => html`<code title=${j.top_hash}>${j.top_hash.slice(0, 10)}</code>`},
        {head: 'Made', num: true, cell: j => html`<${Ago} at=${j.finished_at} />`}]} />` : html`<p class="sub">None yet.</p>`}<//></div></div>`}<//>`;
}
