// Publications on AWS Data Exchange: how far each is, what is wrong with its manifest, and orders to it.
import {html, useList, useFresh, List, Table, Page, Card, Facts, Filters, Empty, Bar, Code, May, confirm, order, href, bytes, count} from '../lib/ui.js';
import {get, post} from '../lib/api.js';
import {Loaded, path, ago, state, short, code} from './parts.js';

const ENDED = ['published', 'unchanged', 'refused', 'failed', 'cancelled', 'revoked'], STATES = ['received', 'preparing', 'queued', 'importing', 'finalizing', 'publishing', 'held', 'removing', 'revoking', ...ENDED];
const named = it => it.manifest ?? 'a manifest of a request';
const far = ({progress: p, ...it}) => p && html`<${Bar} value=${p.assets_done} max=${p.assets} label=${'Progress of ' + named(it)} /><small>${count(p.assets_done)} of ${count(p.assets)} assets (${bytes(p.bytes)}), ${p.revisions_final} of ${p.revisions} revisions out</small>`;

/** What each order does, as whoever gives it must know. */
const ORDERS = {
  cancel: {action: 'Cancel it', title: 'Cancel this publication?', danger: true, said: 'It is being cancelled.', body: 'It ends before anything is final; what was created at AWS is removed. Subscribers have seen nothing of it.'},
  'go-on': {action: 'Go on', title: 'Go on with this publication?', said: 'It goes on.', body: 'What is not out yet is tried again. What is out stays out.'},
  revoke: {action: 'Revoke it', title: 'Take back what is out?', danger: true, said: 'It is being revoked.', body: 'The revisions are taken back from all subscribers. It cannot be undone; subscribers who have exported assets keep them.', fields: [{name: 'comment', label: 'Comment', hint: 'Subscribers read it: 10 to 512 characters.', required: true, min: 10, max: 512, area: true}]}};

function Orders({it, reload}) {
  const verbs = {operator: [it.state === 'held' && 'go-on', !ENDED.includes(it.state) && !['held', 'removing', 'revoking'].includes(it.state) && !it.progress?.revisions_final && 'cancel'], admin: [['published', 'held'].includes(it.state) && 'revoke']};
  const give = async verb => { const body = await confirm(ORDERS[verb]); if (body && await order(ORDERS[verb].said, () => post(['publications', it.publication_id, verb], ORDERS[verb].fields && body))) reload(); };
  return Object.entries(verbs).map(([role, of]) => of.some(Boolean) && html`<${May} key=${role} role=${role} to=${of.filter(Boolean).join(' or ').replace('go-on', 'go on with') + ' it'}>${of.map(verb => verb && html`<button class=${ORDERS[verb].danger ? 'danger' : 'primary'} onClick=${() => give(verb)}>${ORDERS[verb].action}</button>`)}<//>`);
}

function One({it, reload}) {
  useFresh(['publication'], reload);
  return html`<${Page} title="Publication" sub=${html`${state(it.state)} ${path(named(it))}`} actions=${html`<${Orders} ...${{it, reload}} />`}>
    ${it.waiting_for && html`<p class="next" role="status">It waits for ${it.waiting_for}, since ${ago(it.waiting_since)}.</p>`}${it.progress && html`<${Card} title="Progress">${far(it)}<//>`}
    ${it.error && html`<${Card} title=${it.state === 'held' ? 'Why it is held' : 'Why it ended so'}><p class="wrong">${it.error}</p>${it.state === 'held' && html`<p><b>What to do:</b> mend the cause, then go on; or revoke what is out.</p>`}<//>`}
    ${it.problems && html`<${Card} title=${count(it.problem_count) + ' problems of the manifest'} sub="Mend them all, and publish the manifest again."><${Table} caption="Problems of the manifest" rows=${it.problems} columns=${[{head: 'Line', cell: what => what.line + (what.column ? ':' + what.column : '')}, {head: 'Field', cell: what => html`<code>${what.field}</code>`}, {head: 'What is wrong', wide: true, cell: what => what.message}]} /><//>`}
    ${it.notices && html`<${Card} title="To know"><ul>${it.notices.map(what => html`<li>${what}</li>`)}</ul><//>`}
    <${Facts} of=${[['Product', it.product_id], ['Data set', it.data_set_id && code(it.data_set_id)], ['Package', it.package && code(it.package)], ['Comment', it.comment], ['Asked for by', it.asked_by ?? 'a notice of S3'], ['Received', ago(it.received_at)], ['Ended', it.finished_at && ago(it.finished_at)],
      ['Same content as', it.unchanged_since && html`<a href=${href(['publication', it.unchanged_since])}>an earlier one</a>`], ['Id', code(it.publication_id)]]} />
    ${it.revisions && html`<${Card} title="Revisions"><${Table} caption="Revisions" rows=${it.revisions} keyOf=${rev => rev.number} columns=${[{head: 'Number', cell: rev => rev.number}, {head: 'State', cell: rev => state(rev.state)}, {head: 'Assets', cell: rev => html`<${Bar} value=${rev.assets_done} max=${rev.assets} label=${'Revision ' + rev.number} /><small>${count(rev.assets_done)} of ${count(rev.assets)}</small>`}, {head: 'Id', cell: rev => short(rev.revision_id)}, {head: 'Error', cell: rev => rev.error}]} /><//>`}
    ${it.open_jobs && html`<${Card} title="Jobs under way at AWS"><ul>${it.open_jobs.map(job => html`<li>revision ${job.revision}, job ${job.number}, attempt ${job.attempt}, since ${ago(job.since)} ${job.error}</li>`)}</ul><//>`}
    ${it.orders && html`<${Card} title="Who ordered what"><ol>${it.orders.map(done => html`<li>${done.ordered_by}: ${done.what} ${ago(done.ordered_at)} ${done.detail}</li>`)}</ol><//>`}<//>`;
}

function All({query}) {
  const list = useList(['publications'], {state: query.state, data_set: query.data_set, manifest: query.manifest}, 'publications');
  useFresh(['publication'], list.reload);
  return html`<${Page} title="Publications" sub="What is published on AWS Data Exchange. Each manifest is one publication."><${Filters} query=${query} fields=${[{name: 'state', label: 'State', options: ['', ...STATES]}]} />
    <${List} list=${list} caption="Publications, the newest first" keyOf=${it => it.publication_id} empty=${query.state ? html`<${Empty} title=${'None is ' + query.state + '.'}><a href=${href('publications')}>Show all publications</a><//>` : html`<${Empty} title="Nothing was published yet."><p>Put a manifest into a bucket of manifests, or: <${Code} text="bindery publish s3://BUCKET/MANIFEST.json" /></p><//>`} columns=${[
      {head: 'Manifest', wide: true, cell: it => html`<a class="path" href=${href(['publication', it.publication_id])}>${named(it)}</a>`}, {head: 'State', cell: it => html`${state(it.state)}${it.error && html` <small class="wrong">${it.error}</small>`}${it.waiting_for && html` <small>waits for ${it.waiting_for}</small>`}`}, {head: 'Progress', cell: far}, {head: 'Data set', cell: it => short(it.data_set_id)}, {head: 'Changed', cell: it => ago(it.updated_at)}]} /><//>`;
}

export default ({name, path: [id], query}) => name === 'publication' && id ? html`<${Loaded} key=${id} title="Publication" read=${() => get(['publications', id])}>${(it, reload) => html`<${One} ...${{it, reload}} />`}<//>` : html`<${All} query=${query} />`;
