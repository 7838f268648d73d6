// The way of one object, from its upload to a revision, or to where it ended.
import {html, useState, useEffect, useLoad, useFresh, Page, Card, Field, Icon, State, Ago, Short, Trouble, Waiting, Empty, bytes, href, go, time} from '../lib/ui.js';
import {get} from '../lib/api.js';
import {Explained} from '../lib/explain.js';

const SIGN = {done: 'good', waiting: 'wait', ended: 'bad', unknown: 'mute'};
const GOOD = new Set(['packaged', 'folder-packaged', 'published']), UNDER_WAY = new Set(['packaging', 'announced', 'closed', 'open', 'publishing', 'recorded', 'suggested', 'held']);

/** Where more is to be seen of a step. */
function more(it, step) {
  const job = it.jobs?.[it.jobs.length - 1], batch = it.batch;
  if (step === 'batch' && batch) return html`<a href=${href(['batch', batch.bucket, batch.prefix], {id: batch.closed?.batch_id})}>The batch</a>`;
  if (step === 'job' && job) return html`<a href=${href(['job', job.job_id])}>The job</a>`;
  if (step === 'revision' && job?.registry && job.package_name && job.top_hash) return html`<a href=${href(['packages', job.registry, ...job.package_name.split('/')], {rev: job.top_hash})}>The revision</a>`;
  return '';
}

function Way({uri, versionId}) {
  const {data: it, error, reload} = useLoad(() => get('trace', {uri, versionId}), [uri, versionId]);
  useFresh(['batch', 'job', 'publication'], () => { if (UNDER_WAY.has(it?.status)) reload(); }, 3000);
  if (error) return html`<${Trouble} error=${error} retry=${reload} />`;
  if (!it) return html`<${Card}><${Waiting} /><//>`;
  const kind = GOOD.has(it.status) ? 'good' : UNDER_WAY.has(it.status) ? 'work' : 'bad';
  return html`<${Card} kind=${'verdict ' + kind}><p class="lead"><${State} of=${it.status} kind=${kind} /> ${it.words}</p>${it.way_out && html`<p><strong>What to do:</strong> ${it.way_out}</p>`}
      ${it.rule && html`<p class="note">By ${it.rule.setting}${it.rule.value ? html` = <code>${it.rule.value}</code>` : ''}</p>`}
      ${it.object?.exists ? html`<p class="note">${bytes(it.object.size)}, last written <${Ago} at=${it.object.last_modified} />${it.object.version_id ? html`, version <${Short} text=${it.object.version_id} />` : ''}</p>` : ''}<//>
    <${Card} title="Its way"><ol class="way">${it.steps.map((s, i) => html`<li key=${s.step + i}><span class=${'mark ' + SIGN[s.state]}><${Icon} kind=${SIGN[s.state]} /></span>
      <div><h3>${s.step} <span class="away">${s.state}</span></h3><p>${s.words}</p><p class="note">${s.at ? html`${time(s.at)} · <${Ago} at=${s.at} /> ` : s.state === 'waiting' ? 'not yet ' : ''}${more(it, s.step)}</p></div></li>`)}</ol><//>
    ${it.batch && html`<${Card} title="Its batch"><div class="explained"><${Explained} it=${it.batch} /></div><//>`}
    ${it.publications?.length ? html`<${Card} title="On AWS Data Exchange"><ul class="notes">${it.publications.map(p => html`<li key=${p.publication_id}><a href=${href(['publication', p.publication_id])}>Publication ${p.publication_id.slice(0, 8)}</a> <${State} of=${p.state} /> ${p.words}</li>`)}</ul><//>` : ''}
    ${it.notes?.length ? html`<${Card} title="Good to know"><ul class="notes">${it.notes.map(n => html`<li key=${n}>${n}</li>`)}</ul><//>` : ''}`;
}

/** As the service reads it: %, ? and # of a key are written as their numbers. */
const written = text => (/^s3:\/\//.test(text) ? text : 's3://' + text.replace(/^\/+/, ''));

export default function Trace({query}) {
  const [text, set] = useState(query.uri || '');
  useEffect(() => set(query.uri || ''), [query.uri]);
  const submit = e => { e.preventDefault(); if (text.trim()) go(['trace'], {uri: written(text.trim()), versionId: e.currentTarget.elements.version.value.trim()}); };
  return html`<${Page} title="Trace" sub="Where is one file on its way, or where did its way end, by which rule, and what to do.">
    <form class="card ask" onSubmit=${submit} role="search"><${Field} label="S3 URI of an object" hint="In a key, write % ? and # as %25, %3F and %23."><input type="search" value=${text} spellcheck=${false} autocomplete="off" required placeholder="s3://bucket/folder/file.bam" onInput=${e => set(e.currentTarget.value)} /><//>
      <${Field} label="Version (optional)"><input name="version" autocomplete="off" value=${query.versionId || ''} /><//><button class="primary">Trace it</button></form>
    ${query.uri ? html`<${Way} key=${query.uri + ' ' + query.versionId} uri=${query.uri} versionId=${query.versionId} />`
      : html`<${Empty} title="Paste the address of a file."><p>Its whole way is shown: the notice of S3, its batch, the announcement, the job, the revision that holds it, and the publications that carry it.</p><//>`}<//>`;
}
