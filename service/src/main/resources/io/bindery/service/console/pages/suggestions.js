// Suggestions: packages that wait for a decision; what they would be, from where each value is, what is missing.
import {html, useState, useList, useFresh, List, Table, Page, Card, Facts, Field, Filters, Empty, May, confirm, order, href} from '../lib/ui.js';
import {api} from '../lib/api.js';
import {Tree, Loaded, pretty, wrong, path, problems, size, ago, state, short} from './parts.js';

const WHY = {policy: 'The policy of the folder says that somebody decides.', owned: 'The newest revision of this package was not made by Bindery: what is accepted stands above it.'};

function Edit({it, give}) {
  const was = {package_name: it.package_name, commit_message: it.commit_message ?? '', workflow: it.workflow ?? '', metadata: pretty(it.draft.metadata)}, [now, set] = useState(was), bad = wrong(now.metadata);
  const changed = Object.keys(was).filter(name => now[name] !== was[name]), body = Object.fromEntries(changed.map(name => [name, name === 'metadata' ? !bad && JSON.parse(now.metadata) : now[name] || null]));
  const field = (name, label, hint) => html`<${Field} label=${label} hint=${hint}><input value=${now[name]} required=${name === 'package_name'} onInput=${e => set({...now, [name]: e.currentTarget.value})} /><//>`;
  return html`<${Card} title="Edit it before you accept"><form onSubmit=${e => { e.preventDefault(); give('edit', 'It is edited; the folder is looked at again.', body); }}><div class="grid">${field('package_name', 'Name')}${field('commit_message', 'Message')}${field('workflow', 'Workflow', 'Empty: the registry’s own.')}</div>
    <${Field} label="Metadata as JSON" error=${bad}><textarea rows="8" spellcheck=${false} value=${now.metadata} onInput=${e => set({...now, metadata: e.currentTarget.value})}></textarea><//><button disabled=${!!bad || !changed.length}>Keep the edit</button></form><//>`;
}

function One({answer: {body: it, etag}, reload}) {
  useFresh(['suggestion'], reload);
  const draft = it.draft, open = it.state === 'open', id = it.suggestion_id;
  const give = (verb, said, body) => order(said, () => api(['suggestions', id, verb], {method: 'POST', body, ifMatch: etag})).then(reload);
  const accept = async () => await confirm({title: `Make ${it.package_name}?`, action: 'Accept', body: `A package of ${size(draft.files, draft.bytes)} is made in ${it.registry} from the folder as it is now. ${draft.passes ? '' : 'As it is, it breaks the rules of its registry and would go into quarantine. '}${it.reason === 'owned' ? WHY.owned : ''}`}) && give('accept', 'It is accepted: a job makes the package.');
  const dismiss = async () => {
    const body = await confirm({title: 'Dismiss this suggestion?', action: 'Dismiss', danger: true, body: 'No package is made. A later batch of the folder may suggest it again.', fields: [{name: 'reason', label: 'Reason', required: true, max: 1000}]});
    return body && give('dismiss', 'It is dismissed.', body);
  };
  const lacks = [...draft.missing.map(message => ({rule: 'missing', message})), ...draft.problems];
  return html`<${Page} title=${it.package_name} sub=${html`${state(it.state)} for ${it.registry}`} actions=${open && html`<${May} role="operator" to="decide"><button class="primary" disabled=${it.checking} onClick=${accept}>Accept</button><button class="danger" onClick=${dismiss}>Dismiss</button><//>`}>
    ${it.checking && html`<p class="note" role="status">The folder is looked at again because of an edit; what is said below is older.</p>`}<p>${WHY[it.reason]}</p>
    ${lacks.length > 0 && html`<${Card} title="What is missing or breaks the rules">${problems(lacks)}<//>`}
    <${Facts} of=${[['Folder', path(it.source)], ['Content', size(draft.files, draft.bytes)], ['Message', it.commit_message], ['Rules', draft.workflow && `workflow ${draft.workflow}: ${draft.passes ? 'they hold' : 'they do not hold'}`],
      ['Recognized as', it.recognized && `${it.recognized.preset} (${it.recognized.confidence} of 100): ${it.recognized.evidence.join('; ')}`], ['Newest revision', it.owned && short(it.owned)], ['Opened', ago(it.opened_at)], ['Expires', open && it.expires_at ? ago(it.expires_at) : null],
      ['Ended', it.ended_at && html`${ago(it.ended_at)} ${it.ended_by && 'by ' + it.ended_by}${it.ended_for && ': ' + it.ended_for}`], ['Job', it.job_id && html`<a href=${href(['job', it.job_id])}>Look at it</a>`]]} />
    <${Card} title="Metadata, and from where each value is">${draft.metadata ? html`<${Table} caption="Metadata" keyOf=${([name]) => name} rows=${Object.entries(draft.metadata)} columns=${[{head: 'Name', cell: ([name]) => name}, {head: 'Value', wide: true, cell: it => html`<${Tree} value=${it[1]} />`}, {head: 'From', cell: ([name]) => draft.sources[name]}]} />` : html`<p class="soft">None.</p>`}<//>
    ${open && html`<${May} role="operator" to="edit it"><${Edit} key=${it.version} it=${it} give=${give} /><//>`}
    ${it.orders && html`<${Card} title="Who did what"><ol>${it.orders.map(done => html`<li key=${done.version}>${done.ordered_by}: ${done.what} ${ago(done.ordered_at)} ${path(done.detail)}</li>`)}</ol><//>`}<//>`;
}

function All({query}) {
  const wanted = query.state ?? 'open', list = useList(['suggestions'], {state: wanted === 'all' ? null : wanted, registry: query.registry}, 'suggestions');
  useFresh(['suggestion'], list.reload);
  return html`<${Page} title="Suggestions" sub="Packages that wait for your decision. Each says what it would be, and what is missing.">
    <${Filters} query=${{state: wanted}} fields=${[{name: 'state', label: 'State', options: ['open', 'accepted', 'dismissed', 'expired', 'all']}]} />
    <${List} list=${list} caption="Suggestions, the newest first" keyOf=${it => it.suggestion_id} empty=${html`<${Empty} title=${wanted === 'open' ? 'Nothing waits for a decision.' : 'There is none like that.'}><p>Folders whose package policy says <code>package = suggest</code> come here.</p><//>`} columns=${[
      {head: 'Package', wide: true, cell: it => html`<a href=${href(['suggestion', it.suggestion_id])}>${it.package_name}</a> <small class="soft">${it.registry}</small>`}, {head: 'State', cell: it => state(it.state)}, {head: 'Content', cell: it => size(it.draft.files, it.draft.bytes)},
      {head: 'Missing', cell: it => [...it.draft.missing, ...it.draft.problems.map(what => what.message)].slice(0, 3).join('; ') || 'nothing'}, {head: 'Folder', wide: true, cell: it => path(it.source)}, {head: 'Changed', cell: it => ago(it.updated_at)}]} /><//>`;
}

export default ({name, path: [id], query}) => name === 'suggestion' && id ? html`<${Loaded} key=${id} title="Suggestion" read=${() => api(['suggestions', id])}>${(answer, reload) => html`<${One} ...${{answer, reload}} />`}<//>` : html`<${All} query=${query} />`;
