// Jobs: each packages one folder, and moves by the stream; what became of it, and orders to it.
import {html, useList, useChanges, useThrottle, List, Page, Card, Facts, Filters, Empty, Bar, Code, May, confirm, order, href, go, bytes, count, duration} from '../lib/ui.js';
import {get, post} from '../lib/api.js';
import {Loaded, path, problems, size, ago, state, short, code} from './parts.js';

const ENDED = ['done', 'unchanged', 'empty', 'quarantined', 'suggested', 'off', 'cancelled', 'failed', 'refused'];
const STATES = ['waiting', 'assembling', 'retrying', 'pushing', 'announcing', ...ENDED];

/** What to do about each kind of error. */
const WAYS = {
  'no-right': 'Give the role of Bindery the right that is named, then retry.',
  'no-credentials': 'Renew the credentials of the service, then retry.',
  'wrong-clock': 'Set the clock of the machine, then retry.',
  'no-key': 'Let the role of Bindery use the KMS key of the object or bucket, then retry.',
  unavailable: 'Something was busy or away. Retry when it is back.',
  'not-found': 'Look whether the bucket and the objects are there, then retry.',
  'aws-refused': 'Waiting does not help: mend what AWS names, then retry.',
  changed: 'The folder changed while it was packaged. Retry when the upload has come to rest.',
  rules: 'Mend what the workflow of the registry asks for, then retry.',
  owned: 'The newest revision is somebody else’s. Set owned = suggest in the package policy, or give another name.',
  content: 'The folder, or what was asked for, makes no package. Mend it, then retry.',
  unexpected: 'Retry. If it fails again, send the id of the job and the log to whoever runs Bindery.'};

/** How far it is: bar, rate and time left; at the end what it made. */
export function Progress({job}) {
  const it = job.progress;
  if (!it || ENDED.includes(job.state)) return job.files === undefined ? '' : size(job.files, job.bytes);
  const words = [`${bytes(it.done_bytes)} of ${it.listing_done ? '' : 'at least '}${bytes(it.listed_bytes)}`, it.rate > 0 && bytes(it.rate) + '/s', it.eta_seconds !== undefined && duration(it.eta_seconds) + ' left'];
  return html`<${Bar} value=${it.done_bytes} max=${it.listed_bytes} label=${'Progress of ' + job.package_name} /><small>${words.filter(Boolean).join(', ')}</small>`;
}

const failed = it => it.error && !['done', 'unchanged', 'empty'].includes(it.state);
const COLUMNS = [{head: 'Package', wide: true, cell: it => html`<a href=${href(['job', it.job_id])}>${it.package_name || 'without a name'}</a> <small class="soft">${it.registry}</small>`},
  {head: 'State', cell: it => html`${state(it.state)}${failed(it) && html` <small class="wrong">${it.error}</small>`}`}, {head: 'Progress', cell: it => html`<${Progress} job=${it} />`},
  {head: 'Folder', wide: true, cell: it => path(it.source)}, {head: 'Changed', cell: it => ago(it.updated_at)}];

async function retryAll(hours) {
  const asked = {since: new Date(Date.now() - hours * 36e5).toISOString()}, all = body => post(['packages', 'jobs', 'retry'], {...asked, ...body});
  const {jobs, reasons, made_good: good} = await all({dry_run: true});
  if (!jobs) return `No job of the last ${hours} hours is to be done again.`;
  const kinds = Object.entries(reasons).map(([it, n]) => `${n} ${it}`).join(', ');
  if (!await confirm({title: `Retry ${count(jobs)} failed jobs?`, action: 'Retry ' + count(jobs), body: `They failed in the last ${hours} hours: ${kinds}. Each becomes a new job, the oldest first.${good ? ` ${good} are left out: a later job made their package.` : ''}`})) return 'Nothing was done.';
  let after, done = 0, not = 0;
  do {
    const part = await all(after ? {after} : {});
    done += part.retried.length; not += part.not_retried.length; after = part.next;
  } while (after);
  return `${count(done)} jobs are tried again${not ? `; ${not} cannot be repeated now` : ''}.`;
}

function Jobs({query}) {
  const filter = Object.fromEntries(['state', 'reason', 'name', 'registry', 'batch', 'source'].map(it => [it, query[it]])), narrow = Object.values(filter).some(Boolean);
  const list = useList(['packages', 'jobs'], filter, 'jobs'), fresh = useThrottle(list.reload, 2000);
  useChanges(['job'], events => {
    const news = new Map(events.map(it => [it.job_id, it]));
    list.setRows(rows => rows.map(it => ({...it, ...news.get(it.job_id), updated_at: news.get(it.job_id)?.at ?? it.updated_at})));
    if (narrow || events.some(it => it.event === 'received')) fresh();
  }, list.reload);
  return html`<${Page} title="Jobs" sub="Each packages one folder. They move by themselves."
    actions=${html`<${May} role="operator" to="retry jobs"><button onClick=${() => order(it => it, () => retryAll(24)).then(list.reload)}>Retry all that failed today</button><//>`}>
    <${Filters} query=${query} fields=${[{name: 'state', label: 'State', options: ['', ...STATES]}, {name: 'reason', label: 'Kind of error', options: ['', ...Object.keys(WAYS)]}, {name: 'name', label: 'Package', placeholder: 'group/name'}]}>${
      narrow && html`<a href=${href('jobs')}>Show all</a>`}<//>
    <${List} list=${list} caption="Jobs, the newest first" columns=${COLUMNS} keyOf=${it => it.job_id} empty=${narrow ? html`<${Empty} title="No job is like that."><a href=${href('jobs')}>Show all jobs</a><//>`
      : html`<${Empty} title="No folder was packaged yet."><p>A closed batch makes a job when a <a href=${href('sources')}>source</a> asks for it. To package a folder by hand: <${Code} text="bindery package s3://BUCKET/FOLDER/" /></p><//>`} /><//>`;
}

const SAYS = {
  retry: {title: 'Retry this job?', action: 'Retry', body: 'The folder is packaged again as it is now, as a new job. If nothing changed, no revision is made.'},
  cancel: {title: 'Cancel this job?', action: 'Cancel the job', danger: true, body: 'What it has hashed is dropped, and no revision is made. The folder stays as it is; the job can be retried later.'}};

export const Job = ({path: [id]}) => html`<${Loaded} title="Job" read=${() => get(['packages', 'jobs', id])} deps=${[id]}>${(it, reload) => html`<${One} key=${id} ...${{it, reload}} />`}<//>`;

function One({it, reload}) {
  useChanges(['job'], events => events.some(e => e.job_id === it.job_id) && reload(), reload);
  const ended = ENDED.includes(it.state), verb = ended ? 'retry' : 'cancel';
  const give = async () => {
    const done = await confirm(SAYS[verb]) && await order(ended ? 'It is tried again.' : 'It is cancelled.', () => post(['packages', 'jobs', it.job_id, verb]));
    if (done && ended) go(['job', done.job_id]);
    else if (done) reload();
  };
  return html`<${Page} title=${it.package_name || 'Job'} sub=${html`${state(it.state)} in ${it.registry}`}
    actions=${html`<${May} role="operator" to=${verb + ' it'}><button class=${ended ? 'primary' : 'danger'} onClick=${give}>${SAYS[verb].action}</button><//>`}>
    ${!ended && html`<${Card} title="Progress"><${Progress} job=${it} /><//>`}
    ${it.error && html`<${Card} title=${ended ? 'Why it ended so' : 'What went wrong the last time'}><p class="wrong">${it.error}</p>${WAYS[it.reason] && html`<p><b>What to do:</b> ${WAYS[it.reason]}</p>`}${it.errors && problems(it.errors)}<//>`}
    ${it.warnings && html`<${Card} title="To know"><ul>${it.warnings.map(words => html`<li>${words}</li>`)}</ul><//>`}
    <${Facts} of=${[['Folder', path(it.source)], ['Content', it.files !== undefined && size(it.files, it.bytes)],
      ['Revision', it.top_hash && html`<a href=${href(['packages', it.quarantine ?? it.registry, ...it.package_name.split('/')], {rev: it.top_hash})}>Look into it</a> ${short(it.top_hash)}`],
      ['Accepted', ago(it.accepted_at)], ['Ended', it.finished_at && ago(it.finished_at)], ['Attempts', it.attempt || ''], ['Asked for by', it.asked_by], ['Cancelled by', it.cancelled_by],
      ['Done again as', it.retried_by && html`<a href=${href(['job', it.retried_by])}>${it.retried_by.slice(0, 8)}</a>`], ['Batches', it.batches?.map(batch => html`${short(batch)} `)],
      ['Left out', it.progress?.skipped > 0 && `${count(it.progress.skipped)}: ${it.progress.skipped_keys.join(', ')}`], ['Notice', it.notice && (it.notice.sent_at ? html`sent ${ago(it.notice.sent_at)}` : it.notice.error)],
      ['Id', code(it.job_id)], ['Trace', it.trace_id && code(it.trace_id)]].filter(fact => fact[1])} />
    <p class="actions"><a href=${href('jobs', {source: it.source})}>All jobs of this folder</a> ${it.state === 'suggested' && html`<a href=${href('suggestions')}>Decide in Suggestions</a>`} ${it.state === 'quarantined' && html`<a href=${href('quarantine')}>To the quarantine</a>`}</p><//>`;
}

export default ({name, path, query}) => name === 'job' && path[0] ? html`<${Job} path=${path} />` : html`<${Jobs} query=${query} />`;
