// The files of a revision: folders, which the server pages, and one file with what can be seen of it.
import {html, useState, useEffect, useList, List, Facts, Empty, href, bytes, count} from '../lib/ui.js';
import {get, url} from '../lib/api.js';
import {Tree, Loaded, path as far, code} from './parts.js';

const TEXT = /\.(txt|md|csv|tsv|jsonl?|ya?ml|xml|log|fa|fasta|fastq|vcf|sam|bed|gff|py|r|sh|toml|ini|html?)$/i, START = 65536, BRIEF = 4096;

/** A picture, or the beginning of a text. */
export function Shown({at, it, brief}) {
  const [text, set] = useState('Reading …'), from = url([...at, 'file', 'content'], {path: it.path}), reads = TEXT.test(it.path) && it.downloads !== 'off';
  useEffect(() => {
    if (!reads) return undefined;
    const stop = new AbortController(), ask = it.bytes > 0 ? {Range: `bytes=0-${(brief ? BRIEF : START) - 1}`} : {};
    fetch(from, {headers: ask, signal: stop.signal}).then(async answer => set(answer.ok ? await answer.text() : `It cannot be read now (${answer.status}).`)).catch(e => e.name === 'AbortError' || set('Bindery does not answer.'));
    return () => stop.abort();
  }, [from]);
  if (it.picture) return html`<img class="shown" src=${url([...at, 'file', 'content'], {path: it.path, inline: true})} alt=${'Picture ' + it.path} loading="lazy" />`;
  return reads ? html`<pre tabindex="0" role="region" aria-label=${'Beginning of ' + it.path}>${text}</pre>` : html`<p class="soft">Files of this kind are not shown here.</p>`;
}

const File = ({at, query}) => html`<${Loaded} read=${() => get([...at, 'file'], {path: query.file})} deps=${[query.file]}>${it => html`
  ${it.downloads === 'off' ? html`<p class="note">Files are not handed out here; <code>bindery get</code> reads them with rights of your own.</p>`
    : html`<p><a class="button primary" href=${it.presigned_url ?? url([...at, 'file', 'content'], {path: it.path})} download=${it.name}>Download (${bytes(it.bytes)})</a></p>`}
  <${Facts} of=${[[it.hash?.type ?? 'Hash', it.hash && code(it.hash.value)], ['Where it lies', it.physical_key && code(it.physical_key)], ['Its way', it.physical_key && html`<a href=${href('trace', {uri: it.physical_key.split('?')[0]})}>Trace this object</a>`]]} />
  ${it.metadata && html`<details><summary>Metadata of the file</summary><${Tree} value=${it.metadata} open /></details>`}<${Shown} at=${at} it=${it} />`}<//>`;

function Folder({at, here, query}) {
  const list = useList([...at, 'tree'], {path: query.path, limit: 200}, 'entries'), to = it => href(here, {rev: query.rev, tab: 'files', [it.type === 'folder' ? 'path' : 'file']: it.path});
  return html`<${List} list=${list} caption=${'Files in ' + (query.path ?? 'the package')} keyOf=${it => it.path} empty=${html`<${Empty} title="There is no file here." />`} columns=${[{head: 'Name', wide: true, cell: it => html`<a href=${to(it)}>${it.name}${it.type === 'folder' && '/'}</a>`},
    {head: 'Files', num: true, cell: it => it.type === 'folder' ? count(it.files) : ' '}, {head: 'Size', num: true, cell: it => bytes(it.bytes)}, {head: 'Hash', cell: it => it.hash ? html`<code>${it.hash.value.slice(0, 10)}</code>` : ' '}]} />`;
}

/** Where one is, each folder above as a link; and what is there. */
export function Files({at, here, query}) {
  const parts = (query.file ?? query.path ?? '').split('/').filter(Boolean), to = n => href(here, {rev: query.rev, tab: 'files', path: parts.slice(0, n).join('/') + (n ? '/' : '')});
  return html`<nav class="crumbs" aria-label="Folder"><a href=${to(0)}>all files</a>${parts.map((it, i) => html` / ${i + 1 < parts.length ? html`<a href=${to(i + 1)}>${it}</a>` : html`<b>${far(it)}</b>`}`)}</nav>
    ${query.file ? html`<${File} key=${query.file} at=${at} query=${query} />` : html`<${Folder} key=${query.path} at=${at} here=${here} query=${query} />`}`;
}
