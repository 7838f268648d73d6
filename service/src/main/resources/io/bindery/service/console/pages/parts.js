// What several pages show: JSON as a tree, what differs between two texts, tabs, one thing once it is read.
import {html, useState, useEffect, useLoad, Page, Bar, Trouble, Waiting, Ago, State, Short, Code, href, bytes, count} from '../lib/ui.js';

const many = it => it !== null && typeof it === 'object' && Object.keys(it).length > 0;
const plain = it => (it === null ? 'null' : typeof it === 'object' ? (Array.isArray(it) ? '[]' : '{}') : String(it));

function Branch({name, value, open}) {
  const [shown, show] = useState(open);
  return html`<details open=${shown} onToggle=${e => show(e.currentTarget.open)}><summary><b>${name}</b> <small>${Object.keys(value).length}</small></summary>${shown && html`<${Tree} value=${value} />`}</details>`;
}

/** A JSON value as a tree; what is long is cut until somebody asks for more. */
export function Tree({value, open = false}) {
  const [most, more] = useState(100);
  if (!many(value)) return html`<span>${plain(value)}</span>`;
  const all = Object.entries(value);
  return html`<ul class="tree">${all.slice(0, most).map(([name, it]) => html`<li key=${name}>${many(it) ? html`<${Branch} ...${{name, value: it, open}} />` : html`<b>${name}</b> <span>${plain(it)}</span>`}</li>`)}
    ${all.length > most && html`<li><button type="button" onClick=${() => more(most + 1000)}>${all.length - most} more</button></li>`}</ul>`;
}

const sorted = it => (it === null || typeof it !== 'object' ? it : Array.isArray(it) ? it.map(sorted) : Object.fromEntries(Object.keys(it).sort().map(name => [name, sorted(it[name])])));

/** JSON as people edit it; names in one order, so that two versions can be compared. */
export const pretty = value => JSON.stringify(sorted(value ?? {}), null, 2);

/** What keeps a text from being an object or list of JSON; null if nothing does. */
export function wrong(text) {
  try {
    return many({it: JSON.parse(text)}) && typeof JSON.parse(text) === 'object' && text.trim() !== 'null' ? null : 'Write an object: { … }.';
  } catch (e) {
    return 'This is no JSON yet: ' + e.message;
  }
}

/** The lines of two texts, each with ' ', '-' (only before) or '+' (only after). */
function lines(before, after) {
  const a = before.split('\n'), b = after.split('\n'), common = [], out = [];
  if (a.length * b.length > 4e6) return [...a.map(it => ['-', it]), ...b.map(it => ['+', it])];
  for (let i = a.length; i >= 0; i--) {
    common[i] = new Uint16Array(b.length + 1);
    for (let j = b.length - 1; i < a.length && j >= 0; j--) common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  }
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) { out.push([' ', a[i++]]); j++; }
    else if (i < a.length && (j >= b.length || common[i + 1][j] >= common[i][j + 1])) out.push(['-', a[i++]]);
    else out.push(['+', b[j++]]);
  }
  return out;
}

const SIGNS = {'-': ['del', 'removed: '], '+': ['ins', 'added: ']};

/** What differs between two texts, line by line. */
export const Diff = ({before, after, label}) => (before === after ? html`<p class="soft">No difference.</p>`
  : html`<pre class="diff" tabindex="0" role="region" aria-label=${label}>${lines(before, after).map(([sign, text]) => html`<span
    class=${SIGNS[sign]?.[0]}>${SIGNS[sign] && html`<span class="away">${SIGNS[sign][1]}</span>`}${sign} ${text}\n</span>`)}</pre>`);

/** Links to the parts of a page; which one it is stands in the address. */
export const Tabs = ({at, query, of, now}) => html`<nav class="tabs" aria-label="Parts of this page">${Object.entries(of).map(([tab, words]) => html`<a key=${tab}
  href=${href(at, {...query, tab})} aria-current=${tab === now ? 'page' : undefined}>${words}</a>`)}</nav>`;

/** A choice; `of` are words, or pairs of a value and its words. */
export const Pick = ({value, of, pick, ...rest}) => html`<select ...${rest} value=${value ?? ''} onChange=${e => pick(e.currentTarget.value)}>${of.map(it => {
  const [key, words] = [].concat(it);
  return html`<option key=${key} value=${key}>${words ?? key}</option>`;
})}</select>`;

/** Reads, and again each second while a manifest is read for the first time. */
export function useIndexed(read, deps) {
  const it = useLoad(read, deps);
  useEffect(() => {
    if (!it.data?.indexing) return undefined;
    const later = setTimeout(it.reload, 700);
    return () => clearTimeout(later);
  }, [it.data]);
  return it;
}

/** One thing once it is read, on a page of its own if it has a title; children get what came, and a function that reads it again. */
export function Loaded({read, deps = [], title, sub, children}) {
  const {data, error, reload} = useIndexed(read, deps), at = data?.indexing;
  if (data && !at && !error) return children(data, reload);
  const body = error ? html`<${Trouble} error=${error} retry=${reload} />` : at ? html`<p role="status">The manifest is read for the first time.</p><${Bar} value=${at.read_bytes} max=${at.all_bytes} label="Read of the manifest" />` : html`<${Waiting} />`;
  return title ? html`<${Page} ...${{title, sub}}>${body}<//>` : body;
}

export const ago = at => html`<${Ago} at=${at} />`;
export const state = of => html`<${State} of=${of} />`;
export const short = text => html`<${Short} text=${text} />`;
export const code = text => html`<${Code} text=${text} />`;

/** How much it is. */
export const size = (files, all) => `${count(files)} ${files === 1 ? 'file' : 'files'}, ${bytes(all)}`;

/** Words that may break anywhere. */
export const path = text => html`<span class="path">${text}</span>`;

/** What is wrong with a package. */
export const problems = of => html`<ul class="plain">${of.map(it => html`<li>${it.rule && html`<b>${it.rule}</b> `}${it.path && html`<code>${it.path}</code> `}${it.message}</li>`)}</ul>`;
