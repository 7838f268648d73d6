// Buckets: which are watched, how each is batched and packaged, and what another policy would have made.
import {html, useState, useLoad, useList, List, Page, Empty, Field, href, go, count} from '../lib/ui.js';
import {get, post} from '../lib/api.js';
import {Tree, Tabs, Pick, Loaded, ago} from './parts.js';
import {Editor, History} from './editor.js';
import DryRun from './dry-run.js';

const FROM = {api: 'set here', configuration: 'of the configuration'};

function All() {
  const list = useList(['buckets'], {}, 'buckets');
  return html`<${Page} title="Buckets" sub="Each watched bucket, and the policy by which its uploads become batches."><${List} list=${list} caption="Watched buckets" keyOf=${it => it.bucket} empty=${html`<${Empty} title="No bucket is watched."><p>Name one in <code>bindery.router.buckets</code>.</p><//>`} columns=${[
    {head: 'Bucket', cell: it => html`<a href=${href(['buckets', it.bucket])}>${it.bucket}</a>`}, {head: 'Open batches', num: true, cell: it => it.batches && html`<a href=${href('live', {bucket: it.bucket})}>${count(it.batches.open)}${it.at_least?.includes('open') && ' or more'}</a>`},
    {head: 'Policy', wide: true, cell: it => html`${it.words && `closes at ${it.words} `}<small class="soft">${it.policy.preset && `preset ${it.policy.preset}, `}${FROM[it.source]}</small>${it.broken && html`<p class="wrong">${it.broken}</p>`}`}, {head: 'Set', cell: it => it.changed_at && html`${it.changed_by} ${ago(it.changed_at)}`},
    {head: 'Warnings', wide: true, cell: it => it.warnings?.length > 0 ? html`<ul class="plain">${it.warnings.map(words => html`<li>${words}</li>`)}</ul>` : 'none'}]} /><//>`;
}

/** What most policies set; the text below has all of it. */
const FIELDS = [['prefix-depth', 'Depth of folders', 'Levels that make a batch.', 'number'], ['trigger.count', 'Close after so many keys', 'Or off.', 'number'], ['trigger.quiet', 'Close after quiet', 'Such as 5 minutes; or off.'], ['trigger.max-age', 'Close at the latest after', 'Such as 1 day; or off.'],
  ['trigger.marker', 'Close at the file', 'Such as *.done; several with commas.', 'list'], ['ignore-prefixes', 'Leave out', 'Such as raw/*, scratch/*', 'list']];
const at = (value, path) => path.split('.').reduce((it, name) => it?.[name], value);

function put(value, [name, ...rest], it) {
  const {[name]: old, ...others} = value, next = rest.length ? put(old ?? {}, rest, it) : it;
  return next === '' || (rest.length && !Object.keys(next).length) ? others : {...value, [name]: next};
}

function Form({value, set, effective, presets}) {
  const change = (path, kind) => text => set(put(value, path.split('.'), kind === 'number' && /^\d+$/.test(text) ? Number(text) : kind === 'list' && text ? text.split(',').map(it => it.trim()) : text));
  return html`<fieldset><legend>What most policies set</legend><div class="grid"><${Field} label="Preset" hint=${presets.find(it => it.name === value.preset)?.title ?? 'Knows the folders of one kind of instrument.'}><${Pick} value=${value.preset} of=${[['', 'none'], ...presets.map(it => it.name)]} pick=${change('preset')} /><//>
    ${FIELDS.map(([path, label, hint, kind]) => html`<${Field} key=${path} ...${{label, hint}}><input value=${String(at(value, path) ?? '')} placeholder=${String(at(effective, path) ?? '')} onChange=${e => change(path, kind)(e.currentTarget.value.trim())} /><//>`)}
    <${Field} label="Close when" hint="Of what is set above."><${Pick} value=${value.trigger?.combine} of=${[['', 'as by default'], ['any', 'any of it holds'], ['all', 'all of it holds']]} pick=${change('trigger.combine')} /><//></div></fieldset>`;
}

const TABS = {policy: 'Batches', try: 'Dry run', history: 'History', packages: 'Packages', 'packages-history': 'History of packages'};

function One({it, reload, query}) {
  const bucket = it.bucket, here = ['buckets', bucket], policy = [...here, 'policy'], packing = [...here, 'package-policies'], tab = query.tab ?? 'policy';
  const presets = useLoad(() => get('presets')), packages = useLoad(() => get(packing)), [text, setText] = useState(), [list, setList] = useState();
  const part = {
    policy: () => html`<${Editor} at=${policy} field="policy" what="The policy" text=${text} setText=${setText} done=${reload} help="What it leaves out comes from its preset, else from the default policy." check=${value => post([...policy, 'validate'], value)}
      form=${(value, set) => html`<${Form} ...${{value, set, effective: it.effective, presets: presets.data?.presets ?? []}} />`} remove=${{title: `Take back the policy of ${bucket}?`, body: 'What the configuration says is in force again, also for open batches. The history stays.'}} />
      <details><summary>All that is in force</summary><${Tree} value=${it.effective} open /></details>`,
    try: () => html`<${DryRun} bucket=${bucket} text=${text} />`,
    history: () => html`<${History} at=${policy} field="policy" now=${it.policy} take=${old => { setText(old); go(here, {tab: 'policy'}); }} />`,
    packages: () => html`<p>How folders of this bucket become packages: of the list, the first entry with a fitting prefix applies.</p><${Editor} key="packages" at=${packing} field="policies" what="The list" wrap=${policies => ({policies})} text=${list} setText=${setList} done=${packages.reload}
      help=${'Such as [{"prefix": "runs/**", "package-name": "runs/{segment.-1}"}]'} remove=${{title: `Take back the package policies of ${bucket}?`, body: 'What the configuration says is in force again, for what is packaged from then on.'}} />`,
    'packages-history': () => html`<${History} key="packages" at=${packing} field="policies" now=${packages.data?.policies} take=${old => { setList(old); go(here, {tab: 'packages'}); }} />`}[tab];
  return html`<${Page} title=${bucket} sub=${html`<a href=${href('buckets')}>Buckets</a> · policy ${FROM[it.source]}, version ${it.version}${it.changed_by && html`, by ${it.changed_by} ${ago(it.changed_at)}`}`}>
    ${it.broken && html`<p class="wrong" role="alert">${it.broken}</p>`}${it.words && html`<p class="next">A batch closes at ${it.words}.</p>`}${it.warnings?.length > 0 && html`<ul class="notes">${it.warnings.map(words => html`<li>${words}</li>`)}</ul>`}
    <${Tabs} at=${here} of=${TABS} now=${tab} />${part?.()}<//>`;
}

export default ({path: [bucket], query}) => bucket ? html`<${Loaded} key=${bucket} title=${bucket} read=${() => get(['buckets', bucket])}>${(it, reload) => html`<${One} ...${{it, reload, query}} />`}<//>` : html`<${All} />`;
