// The service itself: what it depends on, its queues, the last hour, its nodes and its settings.
import {html, useState, useLoad, useEffect, useRef, Page, Card, Table, Facts, State, Countdown, Trouble, Waiting, May, href, bytes, count, duration, millis, useMe, can} from '../lib/ui.js';
import {get} from '../lib/api.js';
import {Plot} from '../lib/plot.js';

/** Reads again every so many seconds while somebody looks. */
function useEvery(seconds, read) {
  const it = useLoad(read), again = useRef();
  again.current = it.reload;
  useEffect(() => { const timer = setInterval(() => { if (!document.hidden) again.current(); }, seconds * 1000); return () => clearInterval(timer); }, []);
  return it;
}

function Health() {
  // Not ready is an answer too.
  const {data: it, error, reload} = useEvery(10, () => get('health').catch(e => { if (e.body?.parts) return e.body; throw e; }));
  return html`<${Card} title="What it depends on" sub=${it && `${it.nodes} ${it.nodes === 1 ? 'node' : 'nodes'}`}><${Trouble} error=${error} retry=${reload} />${it ? html`
    <p><${State} of=${it.status} words=${'service ' + it.status} /> <${State} of=${it.database} words=${'database ' + it.database} /> <${State} of=${it.cluster} words=${'cluster ' + it.cluster} />${it.canary ? html` <${State} of=${it.canary.state} words=${'canary ' + it.canary.state} />` : ''}</p>
    <${Table} caption="Parts" rows=${it.parts} keyOf=${p => p.name + p.setting} columns=${[
      {head: 'Part', wide: true, cell: p => html`${p.name} <code class="soft">${p.setting}</code>${p.error ? html`<p class="bad">${p.error}</p>` : ''}${p.way_out ? html`<p class="note">${p.way_out}</p>` : ''}${(p.warnings || []).map(w => html`<p class="note" key=${w}>${w}</p>`)}`},
      {head: 'State', cell: p => html`<${State} of=${p.state} />`},
      {head: 'Last good', cell: p => (p.good_seconds_ago === undefined ? '–' : html`<span class="nowrap">${duration(p.good_seconds_ago)} ago</span>`)}]} />` : !error && html`<${Waiting} />`}<//>`;
}

const PLOTS = [
  ['Events and batches', [['events', 'events in'], ['batches', 'batches closed'], ['announcements', 'announcements']]],
  ['Jobs', [['jobs', 'jobs ended']]],
  ['Bytes hashed', [['bytes_hashed', 'bytes']], bytes],
  ['Waiting in queues', [['queue_depth', 'messages']]],
];

function Hour() {
  const {data, error} = useEvery(15, () => get('system/history'));
  const points = data?.points || [];
  return html`<${Card} title="The last hour" sub="One point each 15 seconds; arrow keys move along a line."><${Trouble} error=${error} />${data ? html`<div class="plots">${PLOTS.map(([title, series, show]) => html`<${Plot} key=${title} title=${title} show=${show}
    times=${points.map(p => p.at)} series=${series.map(([field, name]) => ({name, values: points.map(p => p[field] ?? null)}))} />`)}</div>` : !error && html`<${Waiting} />`}<//>`;
}

const TIMER_KINDS = {batch: t => ['batch', t.bucket, t.prefix], job: t => ['job', t.id], suggestion: t => ['suggestion', t.id], 'job-notice': t => ['job', t.id], publication: t => ['publication', t.id], 'publication-file': t => ['publication', t.id]};

function Timers() {
  const {data, error} = useEvery(15, () => get('timers', {limit: 10}));
  return html`<${Card} title="Pending timers" sub="What the clock alone will do next."><${Trouble} error=${error} />${data?.timers.length ? html`<${Table} caption="Pending timers" rows=${data.timers} keyOf=${t => t.kind + t.id + t.what} columns=${[
    {head: 'What', wide: true, cell: t => (TIMER_KINDS[t.kind] ? html`<a href=${href(TIMER_KINDS[t.kind](t))}>${t.words}</a>` : t.words)}, {head: 'In', num: true, cell: t => html`<${Countdown} to=${t.at} over="now" />`}]} />`
    : data ? html`<p class="sub">None.</p>` : !error && html`<${Waiting} />`}<//>`;
}

function Settings() {
  const {data, error, reload} = useLoad(() => (can('admin') ? get('system/settings') : null));
  const [find, set] = useState('');
  const all = data ? Object.entries(data.settings).filter(([name]) => name.includes(find)) : [];
  return html`<${May} role="admin" to="see the settings in force"><${Trouble} error=${error} retry=${reload} /><div class="field"><label for="find-setting">Find a setting</label><input id="find-setting" type="search" value=${find} onInput=${e => set(e.currentTarget.value)} /></div>
    ${data && html`<${Table} caption="Settings in force" rows=${all} keyOf=${r => r[0]} columns=${[{head: 'Setting', wide: true, cell: r => html`<code>${r[0]}</code>`}, {head: 'Value', cell: r => html`<code>${typeof r[1].value === 'object' ? JSON.stringify(r[1].value) : String(r[1].value)}</code>`},
      {head: 'Set by', cell: r => r[1].from || (r[1].set ? 'somebody' : 'default')}]} />`}<//>`;
}

export default function System() {
  const {data: it, error, reload} = useEvery(10, () => get('system'));
  const [settings, show] = useState(false);
  useMe();
  return html`<${Page} title="System" sub="The service itself."><${Trouble} error=${error} retry=${reload} />
    ${it && html`<${Card}><${Facts} of=${[['Version', it.version], ['Node', it.node], ['Up for', duration(it.uptime_seconds)],
      ['Journal write', it.journal.write_p99_seconds !== undefined && `${millis(it.journal.write_p99_seconds)} (p99), ${millis(it.journal.write_mean_seconds)} mean`],
      ['Connections', it.pool.limit !== undefined && `${count(it.pool.in_use)} of ${count(it.pool.limit)} in use`], ['Heap', `${bytes(it.memory.used_bytes)} of ${bytes(it.memory.limit_bytes)}`], ['Region', it.aws.region]]} /><//>`}
    <${Health} />
    ${it?.queues.length ? html`<${Card} title="Queues"><${Table} caption="Queues" rows=${it.queues} keyOf=${q => q.name} columns=${[
      {head: 'Queue', wide: true, cell: q => q.name}, {head: 'Waiting', num: true, cell: q => count(q.depth)}, {head: 'In hand', num: true, cell: q => count(q.in_hand)},
      {head: 'Oldest', num: true, cell: q => (q.oldest_age_seconds === undefined ? '–' : duration(q.oldest_age_seconds))},
      {head: 'Dead letters', num: true, cell: q => q.dead_letters.depth ? html`<a href="#/dead-letters">${count(q.dead_letters.depth)}</a>` : count(q.dead_letters.depth)}]} /><//>` : ''}
    <${Hour} />
    ${it?.members.length ? html`<${Card} title="Nodes"><${Table} caption="Nodes" rows=${it.members} keyOf=${m => m.address} columns=${[
      {head: 'Node', wide: true, cell: m => html`<code>${m.address}</code>${m.self ? html` <span class="soft">this one</span>` : ''}`}, {head: 'State', cell: m => m.reachable ? html`<${State} of=${m.status} />` : html`<${State} of="unreachable" />`},
      {head: 'Roles', cell: m => m.roles.filter(r => !r.startsWith('dc-')).join(', ') || '–'}, {head: 'Shards', num: true, cell: m => count(m.shards)}]} /><//>` : ''}
    <${Timers} />
    <${Card} title="Settings in force" actions=${html`<button type="button" aria-expanded=${settings} onClick=${() => show(!settings)}>${settings ? 'Hide' : 'Show'}</button>`}>${settings ? html`<${Settings} />` : html`<p class="sub">What this node runs with, without secrets.</p>`}<//><//>`;
}
