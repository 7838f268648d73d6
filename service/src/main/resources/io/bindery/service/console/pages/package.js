// One package: its files, metadata and revisions, what differs, how to get it, and whether it is whole.
import {html, useState, useEffect, useList, List, Page, Card, Facts, Trouble, Empty, Bar, Copy, May, SafeHtml, href, bytes, count} from '../lib/ui.js';
import {get, post} from '../lib/api.js';
import {Tree, Tabs, Loaded, useIndexed, path as far, size, ago, short, code} from './parts.js';
import {Files, Shown} from './files.js';

const TABS = {about: 'About', files: 'Files', metadata: 'Metadata', revisions: 'Revisions', get: 'Get it', verify: 'Verify'};

function About({at}) {
  const readme = useIndexed(() => get([...at, 'readme']), [at.join()]), summary = useIndexed(() => get([...at, 'summary']), [at.join()]), both = [readme, summary];
  const rows = summary.data?.rows ?? [], text = readme.data?.html, gone = it => it.error?.status === 404;
  if (both.some(it => it.loading && !it.data)) return html`<div class="waiting" role="status">Reading …</div>`;
  return html`${both.map(it => it.error && !gone(it) && html`<${Trouble} error=${it.error} retry=${it.reload} />`)}${text && html`<${SafeHtml} html=${text} label="README" />`}
    ${rows.map((row, i) => html`<div class="grid" key=${i}>${row.map(it => html`<${Card} key=${it.path} title=${it.title ?? it.path}>${it.description_html && html`<${SafeHtml} html=${it.description_html} label=${'About ' + it.path} />`}${it.missing ? html`<p class="wrong">The package has no such file.</p>` : html`<${Shown} at=${at} it=${it} brief />`}<p class="note">${far(it.path)}</p><//>`)}</div>`)}
    ${!text && !rows.length && html`<${Empty} title="It has no README."><p>A <code>README.md</code> in the folder is shown here; a <code>quilt_summarize.json</code> chooses files to be shown.</p><//>`}`;
}

function Revisions({at, hash, here}) {
  const list = useList([...at.slice(0, 5), 'revisions'], {}, 'revisions');
  return html`<${List} list=${list} caption="Revisions, the newest first" keyOf=${it => it.pushed_at + it.top_hash} columns=${[{head: 'Made', cell: it => html`<a href=${href(here, {rev: it.top_hash})}>${ago(it.pushed_at)}</a>${it.latest && ' · newest'}`}, {head: 'Top hash', cell: it => short(it.top_hash)},
    {head: 'Compare', cell: it => it.top_hash === hash ? 'this one is shown' : html`<a href=${href(here, {rev: hash, tab: 'diff', with: it.top_hash})}>What differs<span class="away"> from ${it.top_hash.slice(0, 10)}</span></a>`}]} />`;
}

const KINDS = {added: '+ added', removed: '− removed', modified: '~ other content', metadata: '≈ other metadata'};
const was = it => it && html`${bytes(it.bytes)} <code>${it.hash?.value.slice(0, 10)}</code>`;

function Differs({at, query}) {
  const list = useList([...at, 'diff'], {with: query.with}, 'differences'), {counts = {}, header = []} = list.body ?? {};
  return html`<p>From <code>${query.with.slice(0, 10)}</code> to <code>${at[6].slice(0, 10)}</code> ${Object.entries(counts).filter(it => it[1]).map(([it, n]) => `· ${count(n)} ${KINDS[it]?.slice(2) ?? it} `)}</p>
    ${header.map(it => html`<details key=${it.field}><summary>The package has another ${it.field.replace('user_meta', 'metadata')}</summary><div class="grid"><div>Before <${Tree} value=${it.from ?? null} open /></div><div>After <${Tree} value=${it.to ?? null} open /></div></div></details>`)}
    <${List} list=${list} caption="Files that differ" keyOf=${it => it.path} empty=${html`<${Empty} title="No file differs." />`} columns=${[{head: 'File', wide: true, cell: it => far(it.path)}, {head: 'What', cell: it => KINDS[it.kind]}, {head: 'Before', cell: it => was(it.from)}, {head: 'After', cell: it => was(it.to)}]} />`;
}

/** The second revision must have been read as well, before both can be compared. */
const Compare = ({at, query}) => html`<${Loaded} read=${() => get([...at.slice(0, 6), query.with])} deps=${[query.with]}>${() => html`<${Differs} key=${query.with} at=${at} query=${query} />`}<//>`;

const Snippets = ({registry, it}) => [['With Bindery', `bindery get '${it.package_uri}'`], ['With quilt3', `quilt3 install ${it.name} --registry s3://${registry} --top-hash ${it.top_hash} --dest .`],
  ['In Python', `import quilt3\n\np = quilt3.Package.browse("${it.name}", registry="s3://${registry}", top_hash="${it.top_hash}")\np.fetch(".")`], ['As a URI', it.package_uri]]
  .map(([title, text]) => html`<${Card} key=${title} title=${title}><div class="command"><pre tabindex="0">${text}</pre><${Copy} text=${text} label=${title} /></div><//>`);

const ENDS = {good: '✓ It is whole: every file is as the manifest says.', bad: '✗ It is not as the manifest says.', cancelled: 'It was cancelled.', lost: 'The node that did it is gone. Begin again.', failed: 'It could not be done.'};

function Verify({at, registry, it: {name, top_hash: hash}}) {
  const [it, set] = useState(null), [error, fail] = useState(null), going = it && !ENDS[it.state];
  useEffect(() => { get('verifications', {registry, name, limit: 20}).then(({verifications}) => set(verifications.find(old => old.top_hash === hash)), fail); }, []);
  useEffect(() => {
    const later = going && setTimeout(() => get(['verifications', it.id]).then(set, fail), 700);
    return () => clearTimeout(later);
  }, [it]);
  const give = path => { fail(null); post(path).then(set, fail); };
  return html`<${Card} title="Is it whole?"><p>Each object is read again, and its hash compared with that of the manifest. This takes as long as reading it.</p>
    <${May} role="operator" to="verify packages"><p class="actions">${going ? html`<button onClick=${() => give(['verifications', it.id, 'cancel'])}>Cancel it</button>` : html`<button class="primary" onClick=${() => give([...at, 'verify'])}>Verify now</button>`}</p><//><${Trouble} error=${error} />
    ${it && html`<div role="status"><p>${going ? `${count(it.files ?? 0)} of ${count(it.all_files)} files, ${bytes(it.bytes ?? 0)} of ${bytes(it.all_bytes)}` : ENDS[it.state]} ${it.error}${it.problems > 0 && ` ${count(it.problems)} problems:`}</p></div>${going && html`<${Bar} value=${it.bytes} max=${it.all_bytes} label="Verified" />`}
      ${it.found?.length > 0 && html`<ul>${it.found.map(what => html`<li>${far(what.where)}: ${what.text}</li>`)}</ul>`}<p class="note">Asked for by ${it.asked_by} ${ago(it.asked_at)}</p>`}<//>`;
}

export default function Package({registry, name, query}) {
  const here = ['packages', registry, ...name.split('/')], base = ['registries', ...here.slice(1)];
  base.splice(2, 0, 'packages');
  const sub = html`in <a href=${href(['packages', registry])}>${registry}</a>`;
  return html`<${Loaded} title=${name} sub=${sub} read=${() => get([...base, 'revisions', query.rev ?? 'latest'])} deps=${[query.rev]}>${it => {
    const at = [...base, 'revisions', it.top_hash], tab = query.tab ?? (query.path || query.file ? 'files' : 'about'), look = {at, here, query, registry, it, hash: it.top_hash, key: it.top_hash};
    const View = {about: About, files: Files, revisions: Revisions, diff: Compare, get: Snippets, verify: Verify}[tab];
    return html`<${Page} title=${name} sub=${html`${sub}${it.message && ' · ' + it.message}`} actions=${it.catalog_url && html`<a class="button" href=${it.catalog_url} target="_blank" rel="noreferrer">Open in the Quilt catalog</a>`}>
      ${query.rev && html`<p class="note">This is one revision. <a href=${href(here, {...query, rev: undefined})}>Show the newest</a></p>`}
      <${Facts} of=${[['Top hash', code(it.top_hash)], ['Content', size(it.files, it.bytes)], ['Workflow', it.workflow && it.workflow.id]]} />
      <${Tabs} at=${here} query=${{rev: query.rev}} of=${TABS} now=${tab === 'diff' ? 'revisions' : tab} />
      ${View ? html`<${View} ...${look} />` : it.metadata ? html`<p>Copy as JSON <${Copy} text=${JSON.stringify(it.metadata, null, 2)} label="Copy the metadata" /></p><${Tree} value=${it.metadata} open />`
        : html`<${Empty} title=${it.metadata_left_out ? 'Its metadata is too large to be shown.' : 'It has no metadata.'}><p>The policy of its bucket, or a file in the folder, can give some.</p><//>`}<//>`;
  }}<//>`;
}
