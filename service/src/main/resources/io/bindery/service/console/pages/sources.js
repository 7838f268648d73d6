// Sources: the switches of what asks for packages, rules of one's own, and a tester that says which field does not match.
import {html, useState, useLoad, useList, List, Table, Page, Card, Field, Trouble, Waiting, Empty, May, State, confirm, order, href, go} from '../lib/ui.js';
import {get, api, post} from '../lib/api.js';
import {Tree, Tabs, Pick, Loaded, wrong, path as far, ago} from './parts.js';
import {Editor, History} from './editor.js';

const ABOUT = {edp: ['Event-driven packaging', 'Each closed batch asks for a package of its folder.'], 'health-omics': ['AWS HealthOmics', 'Each run that has completed asks for a package of its output.'],
  'ro-crate': ['RO-Crate', 'Each ro-crate-metadata.json that is uploaded asks for a package of its folder.']};
const about = name => ABOUT[name] ?? [name, 'A rule of your own.'];
const event = (source, type, detail) => JSON.stringify({version: '0', id: '1', 'detail-type': type, source, account: '111122223333', time: '2026-11-12T17:23:40Z', region: 'us-east-1', resources: [], detail}, null, 2);
const object = key => event('aws.s3', 'Object Created', {version: '0', bucket: {name: 'lab'}, object: {key, size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer: '617f08299329d189'}, reason: 'PutObject'});
const SAMPLES = {'a completed run of HealthOmics': event('aws.omics', 'Run Status Change', {arn: 'arn:aws:omics:us-east-1:111122223333:run/3395667', status: 'COMPLETED', runOutputUri: 's3://lab/omics-quilt/3395667'}),
  'an uploaded crate': object('runs/1/ro-crate-metadata.json'), 'an uploaded object': object('runs/1/reads.bam'), 'an event of your own': event('com.example.lims', 'Run released', {released: true, folder: 's3://lab/runs/1/'})};
const OWN = {EventPattern: {source: ['com.example.lims'], detail: {released: [true]}}, InputTransformer: {InputPathsMap: {folder: '$.detail.folder'}, InputTemplate: '{"source_prefix": <folder>}'}};

function Switch({it, changed}) {
  const turn = async () => {
    if (!it.enabled || await confirm({title: `Switch ${it.name} off?`, action: 'Switch off', danger: true, body: 'Its events ask for no packages from now on. Those that were asked for are made.'})) {
      await order(`${it.name} is ${it.enabled ? 'off' : 'on'}, on every node within two seconds.`, () => api(['sources', it.name, it.enabled ? 'off' : 'on'], {method: 'POST', ifMatch: `"${it.version}"`}));
      changed();
    }
  };
  return html`<${May} role="admin" to="switch it"><button role="switch" aria-checked=${it.enabled ? 'true' : 'false'} onClick=${turn}>${it.enabled ? 'On' : 'Off'}<span class="away"> ${it.name}</span></button><//>`;
}

/** Tries an event on a source that is there, or on the rule that is being written. */
function Tester({names = [], rule}) {
  const [name, pick] = useState(names.find(it => it === 'health-omics') ?? names[0]), [text, set] = useState(Object.values(SAMPLES)[rule ? 3 : 0]), [it, show] = useState({}), bad = wrong(text);
  const test = e => {
    e.preventDefault();
    post('sources:test', {event: JSON.parse(text), ...(rule ? {source: JSON.parse(rule)} : {name})}).then(show, error => show({error}));
  };
  return html`<${Card} title="Test an event" sub="Nothing is sent: you see whether the source wants it, and what package it would ask for."><form onSubmit=${test}><div class="grid">
    ${names.length > 0 && html`<${Field} label="Source"><${Pick} value=${name} of=${names} pick=${pick} /><//>`}<${Field} label="Sample event"><${Pick} value="" of=${[['', 'choose one'], ...Object.keys(SAMPLES)]} pick=${key => key && set(SAMPLES[key])} /><//></div>
    <${Field} label="Event" error=${bad}><textarea rows="10" spellcheck=${false} value=${text} onInput=${e => set(e.currentTarget.value)}></textarea><//><button class="primary" disabled=${!!bad || !!(rule && wrong(rule))}>Test</button></form>
    <div role="status">${it.error && html`<p class="wrong">${it.error.detail}</p>`}${it.words && html`<p class=${it.matches ? 'good' : 'bad'}>${it.matches ? '✓' : '✗'} ${it.words}</p>
      ${it.misses.length > 0 && html`<${Table} caption="Fields that did not match" rows=${it.misses} columns=${[{head: 'Field', cell: miss => html`<code>${miss.field}</code>`}, {head: 'The event has', cell: miss => html`<code>${miss.found === undefined ? 'nothing' : JSON.stringify(miss.found)}</code>`}, {head: 'The pattern wants', cell: miss => html`<code>${JSON.stringify(miss.wanted)}</code>`}]} />`}
      ${it.description && html`<h3>What it asks for</h3><${Tree} value=${it.description} open />`}`}</div><//>`;
}

function All() {
  const {data, error, reload} = useLoad(() => get('sources', {limit: 1000}));
  const add = async () => {
    const said = await confirm({title: 'A source of your own', action: 'Write its rule', body: 'It listens to events of EventBridge that come to the queue, and makes a package description of each that matches.', fields: [{name: 'name', label: 'Name', hint: 'Small letters, digits and -.', required: true, max: 64}]});
    if (said) go(['sources', said.name]);
  };
  return html`<${Page} title="Sources" sub="What asks for packages. Switch on what you want; write rules for your own events." actions=${html`<${May} role="admin" to="add sources"><button onClick=${add}>Add a source</button><//>`}>
    <${Trouble} error=${error} retry=${reload} />${data ? html`<div class="grid">${data.sources.map(it => html`<${Card} key=${it.name} title=${html`<a href=${href(['sources', it.name])}>${about(it.name)[0]}</a>`} actions=${html`<${Switch} it=${it} changed=${reload} />`}>
      <p>${about(it.name)[1]}</p>${it.broken && html`<p class="wrong">${it.broken}</p>`}<p class="note">Events: ${Object.entries(it.events).map(([state, n]) => `${n} ${state}`).join(', ') || 'none yet'}.${it.changed_by && html` Set by ${it.changed_by} ${ago(it.changed_at)}.`}</p><//>`)}</div><br /><${Tester} names=${data.sources.map(it => it.name)} />` : html`<${Waiting} />`}<//>`;
}

function Seen({at}) {
  const list = useList([...at, 'events'], {}, 'events');
  return html`<${List} list=${list} caption="Events, the last first" keyOf=${it => it.event} empty=${html`<${Empty} title="No event of it has come yet." />`} columns=${[{head: 'Event', wide: true, cell: it => far(it.event)}, {head: 'State', cell: it => html`<${State} of=${it.state} kind=${it.state === 'sent' ? 'good' : undefined} />`}, {head: 'What', wide: true, cell: it => far(it.words ?? it.description)}, {head: 'Came', cell: it => ago(it.recorded_at)}]} />`;
}

function One({it, reload, query}) {
  const [rule, set] = useState(), at = ['sources', it.name], tab = query.tab ?? 'rule', own = it.kind === 'custom', [title, words] = about(it.name);
  return html`<${Page} title=${title} sub=${html`<a href=${href('sources')}>Sources</a> · ${words}`} actions=${!it.fresh && html`<${Switch} it=${it} changed=${reload} />`}>
    ${!it.fresh && html`<${Tabs} at=${at} of=${{rule: 'Rule', events: 'Events', history: 'History'}} now=${tab} />`}
    ${tab === 'events' ? html`<${Seen} at=${at} />` : tab === 'history' ? html`<${History} at=${at} field="definition" now=${it.definition} take=${old => { set(old); go(at, {tab: 'rule'}); }} />`
      : html`<${Editor} at=${at} field="definition" what="The rule" text=${rule} setText=${set} done=${reload} fresh=${it.fresh && OWN} help=${own ? 'EventPattern and InputTransformer as EventBridge has them; or InputPath, where the description stands in the event.' : 'Bindery brings it along: its switch, and how long it waits.'}
        remove=${{title: `Take back what was set for ${it.name}?`, body: own ? 'A source that is not in the configuration is gone then.' : 'What the configuration says is in force again.'}} /><${Tester} ...${own ? {rule: rule ?? JSON.stringify(it.definition)} : {names: [it.name]}} />`}<//>`;
}

const fresh = name => error => { if (error.status === 404) return {name, kind: 'custom', fresh: true, definition: OWN}; throw error; };

export default ({path: [name], query}) => name ? html`<${Loaded} key=${name} title=${name} read=${() => get(['sources', name]).catch(fresh(name))}>${(it, reload) => html`<${One} ...${{it, reload, query}} />`}<//>` : html`<${All} />`;
