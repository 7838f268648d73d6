// What pages are built of. Texts from outside become text nodes only; SafeHtml is the one exception.
import {h, html, render, createContext, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useErrorBoundary}
  from '../vendor/htm-preact.js';
import {get, now, search, signedOut, store} from './api.js';
import {listen} from './stream.js';

export {html, render, createContext, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useErrorBoundary};

// Addresses: #/page/segment?name=value

export const href = (segments, query) => '#/' + [].concat(segments).map(encodeURIComponent).join('/') + search(query);

export function place(hash = location.hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const part = text => { try { return decodeURIComponent(text); } catch { return text; } };
  return {path: path.split('/').filter(Boolean).map(part), query: Object.fromEntries(new URLSearchParams(query.replace(/\+/g, '%2B')))};
}

export const go = (segments, query) => { location.hash = href(segments, query); };

/** Changes the query of this page's address, without a new entry in the history. */
export function setQuery(changes) {
  const {path, query} = place();
  history.replaceState(null, '', href(path, {...query, ...changes}));
  dispatchEvent(new Event('hashchange'));
}

// Reading

export function useStore(it) {
  const [value, set] = useState(it.get());
  useEffect(() => { set(it.get()); return it.follow(set); }, [it]);
  return value;
}

/** Reads once, and again when `deps` change or on reload(); keeps the old data meanwhile. */
export function useLoad(read, deps = []) {
  const [it, set] = useState({loading: true});
  const reader = useRef(read), turn = useRef(0);
  reader.current = read;
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    set(old => ({...old, loading: true}));
    try {
      const data = await reader.current();
      if (mine === turn.current) set({data, loading: false});
    } catch (error) {
      if (mine === turn.current) set(old => ({data: old.data, error, loading: false}));
    }
  }, []);
  useEffect(() => { reload(); return () => { turn.current++; }; }, deps);
  return {...it, reload};
}

const PAGE = 100, SHOWN = 500;

/**
 * A list of the API with `next`. `key` names its items; `path` null reads nothing. At most 500 rows
 * are held: further ones take the place of the first (`cut`).
 */
export function useList(path, query = {}, key = 'items') {
  const [it, set] = useState({rows: [], loading: true});
  const state = useRef(it), turn = useRef(0), address = JSON.stringify([path, query]);
  const put = next => { state.current = next; set(next); };
  const read = async (after, keep) => {
    if (!path) return;
    const mine = ++turn.current;
    put({...state.current, loading: true});
    try {
      const limit = after ? PAGE : Math.min(SHOWN, Math.max(PAGE, keep || 0));
      const body = await get(path, {limit, ...query, after});
      if (mine !== turn.current) return;
      const all = after ? state.current.rows.concat(body[key]) : body[key];
      put({rows: all.slice(-SHOWN), body, cut: !!after && (state.current.cut || all.length > SHOWN), loading: false});
    } catch (error) {
      if (mine === turn.current) put({...state.current, error, loading: false});
    }
  };
  useEffect(() => {
    if (state.current.address !== address) put({rows: [], loading: true, address});
    read();
    return () => { turn.current++; };
  }, [address]);
  return {
    ...it, more: it.body?.next, loadMore: () => read(state.current.body.next),
    // Where the first rows are gone, reading again would move the reader.
    reload: () => state.current.cut || read(null, state.current.rows.length),
    restart: () => read(),
    setRows: change => put({...state.current, rows: change(state.current.rows)}),
  };
}

/** Changes of some types, at most four times a second; `onGap` when all is to be read again. */
export function useChanges(types, onChanges, onGap) {
  const current = useRef();
  current.current = {types, onChanges, onGap};
  useEffect(() => {
    let waiting = [], timer = null;
    const flush = () => { timer = null; const all = waiting; waiting = []; current.current.onChanges?.(all); };
    const end = listen(
      events => {
        for (const e of events) if (current.current.types.includes(e.type)) waiting.push(e);
        // Whoever is so far behind reads again.
        if (waiting.length > 2000) { waiting = []; clearTimeout(timer); timer = null; current.current.onGap?.(); }
        else if (waiting.length) timer ||= setTimeout(flush, 250);
      },
      () => { waiting = []; current.current.onGap?.(); });
    return () => { end(); clearTimeout(timer); };
  }, []);
}

/** Reads a list again when something of these types changes: at once, then at most each `every` ms. */
export function useFresh(types, reload, every = 2000) {
  const run = useThrottle(reload, every);
  useChanges(types, run, run);
}

export function useThrottle(f, every) {
  const it = useRef({last: 0});
  it.current.f = f;
  useEffect(() => () => clearTimeout(it.current.timer), []);
  return useCallback(() => {
    const t = it.current;
    t.timer ||= setTimeout(() => { t.timer = 0; t.last = Date.now(); t.f(); }, Math.max(0, t.last + every - Date.now()));
  }, []);
}

// Words

const number = new Intl.NumberFormat('en'), rounded = new Intl.NumberFormat('en', {maximumSignificantDigits: 3});
export const count = n => (n === undefined || n === null ? '–' : number.format(n));

export function bytes(n) {
  if (n === undefined || n === null) return '–';
  if (n < 1000) return n + ' B';
  const unit = Math.min(5, Math.floor(Math.log10(n) / 3));
  return rounded.format(n / 1000 ** unit) + ' ' + 'kMGTP'[unit - 1] + 'B';
}

/** Of seconds, which are few: with a digit more where a millisecond says little. */
export const millis = s => (s === undefined || s === null ? '–' : (s < 0.01 ? (s * 1000).toFixed(1) : number.format(Math.round(s * 1000))) + ' ms');

/** Of seconds: the two largest units. */
export function duration(seconds) {
  let s = Math.max(0, Math.round(seconds));
  const parts = [];
  for (const [unit, of] of [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]]) {
    const n = Math.floor(s / of);
    s -= n * of;
    if (n || parts.length || of === 1) parts.push(number.format(n) + ' ' + unit);
  }
  return parts.slice(0, 2).filter((p, i) => !i || !p.startsWith('0 ')).join(' ');
}

const clock = store(0);
setInterval(() => { if (!document.hidden) clock.set(clock.get() + 1); }, 1000);
document.addEventListener('visibilitychange', () => clock.set(clock.get() + 1));

/** Draws again each second, or every so many. */
export function useTick(every = 1) {
  const [, set] = useState(0);
  useEffect(() => clock.follow(n => { if (n % every === 0) set(n); }), [every]);
}

const stamp = new Intl.DateTimeFormat('sv', {dateStyle: 'short', timeStyle: 'medium'});
export const time = at => (at ? stamp.format(new Date(at)) : '–');

/** How long ago, or in how long. */
export function Ago({at}) {
  useTick(10);
  if (!at) return '–';
  const s = (now() - Date.parse(at)) / 1000;
  const words = Math.abs(s) < 10 ? 'now' : s > 0 ? duration(s).split(' ').slice(0, 2).join(' ') + ' ago' : 'in ' + duration(-s);
  return html`<time datetime=${at} title=${time(at)}>${words}</time>`;
}

/** Time left until then, second by second, without the difference of the clocks. */
export function Countdown({to, over = 'due'}) {
  useTick();
  if (!to) return '–';
  const left = (Date.parse(to) - now()) / 1000;
  return html`<time class="countdown" datetime=${to} title=${time(to)}>${left > 0 ? duration(left) : over}</time>`;
}

const KINDS = {
  good: 'done published passed up good accepted resolved announced finished delivered on healthy',
  work: 'open running assembling pushing announcing preparing importing finalizing publishing progress started packaging received removing revoking',
  wait: 'waiting queued paused held retrying suggested joining late degraded under-way closed opened other-version left-out announced-not-confirmed',
  bad: 'failed quarantined broken denied missing refused lost down silent error stuck not-made not-published unreachable bad',
};
const kindOf = Object.fromEntries(Object.entries(KINDS).flatMap(([kind, words]) => words.split(' ').map(w => [w, kind])));
const ICONS = {
  good: 'M2 6.5 5 9.5 10 3', work: 'M6 1.5v9M1.5 6h9', wait: 'M6 2.5V6l2.5 1.5', bad: 'M2.5 2.5l7 7M9.5 2.5l-7 7', mute: 'M2.5 6h7', copy: 'M4 4V1.5h6.5V8H8M1.5 4H8v6.5H1.5z',
};

export const Icon = ({kind}) => html`<svg class="icon" viewBox="0 0 12 12" aria-hidden="true">
  ${kind === 'work' ? html`<circle cx="6" cy="6" r="3" fill="currentColor" stroke="none" />` : html`<path d=${ICONS[kind]} />`}
  ${kind === 'wait' && html`<circle cx="6" cy="6" r="5" />`}</svg>`;

/** A state: its word, and a sign beside the colour. `kind` (good work wait bad mute) overrides. */
export function State({of, kind, words}) {
  const k = kind || kindOf[of] || 'mute';
  return html`<span class=${'state ' + k}><${Icon} kind=${k} />${words || String(of ?? 'unknown').replaceAll('-', ' ')}</span>`;
}

export const Bar = ({value, max, label}) => html`<progress class="bar" aria-label=${label} value=${Math.min(value || 0, max || 1)} max=${max || 1}></progress>`;

/** Copies; where the browser has no clipboard for pages without TLS, by a selection. */
export function Copy({text, label = 'Copy'}) {
  const [done, set] = useState(false);
  const copy = async e => {
    const at = e.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      area.readOnly = true;
      area.className = 'away';
      (at.closest('dialog') || document.body).append(area);
      area.select();
      const copied = document.execCommand('copy');
      area.remove();
      at.focus();
      if (!copied) { toast('The browser does not let this page copy: select the text and copy it.', 'bad'); return; }
    }
    set(true);
    say('Copied.');
    setTimeout(() => set(false), 1500);
  };
  return html`<button type="button" class="copy quiet" aria-label=${label + ': ' + text} title=${label} onClick=${copy}><${Icon} kind=${done ? 'good' : 'copy'} /></button>`;
}

/** A text to take along: in the letters of code, with a button that copies it. */
export const Code = ({text, label}) => html`<span class="code"><code>${text}</code><${Copy} text=${text} label=${label} /></span>`;

/** The beginning of a hash or id, and all of it on a look. */
export const Short = ({text, chars = 10}) => text ? html`<span class="code"><code title=${text}>${text.slice(0, chars)}</code><${Copy} text=${text} /></span>` : '–';

// Parts of pages

const firstHeading = {current: true};

export function Page({title, sub, actions, children}) {
  const heading = useRef();
  useEffect(() => { document.title = title + ' · Bindery'; }, [title]);
  useEffect(() => {
    if (!firstHeading.current) heading.current.focus({preventScroll: true});
    firstHeading.current = false;
  }, []);
  return html`<header class="page-head"><div><h1 tabindex="-1" ref=${heading}>${title}</h1>${sub && html`<p class="sub">${sub}</p>`}</div>
    ${actions && html`<div class="actions">${actions}</div>`}</header>${children}`;
}

export const Card = ({title, sub, actions, children, kind}) => html`<section class=${'card ' + (kind || '')}>
  ${title && html`<header><h2>${title}</h2>${sub && html`<p class="sub">${sub}</p>`}${actions && html`<div class="actions">${actions}</div>`}</header>`}
  ${children}</section>`;

export const Facts = ({of}) => html`<dl class="facts">${of.filter(f => f && f[1] !== undefined && f[1] !== null && f[1] !== false && f[1] !== '')
  .map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

export const Trouble = ({error, retry}) => error && html`<div class="trouble" role="alert"><${Icon} kind="bad" />
  <p>${error.field && html`<strong>${error.field}: </strong>`}${error.detail || error.message}</p>
  ${retry && html`<button type="button" onClick=${retry}>Try again</button>`}</div>`;

export const Empty = ({title, children}) => html`<div class="empty"><p class="lead">${title}</p>${children}</div>`;

const cell = (value) => (value === undefined || value === null || value === '' ? '–' : value);

/** A table; below 640 px each row is a card. `columns`: {head, cell(row), num, wide}; `under(row)` may be shown below a row. */
export function Table({columns, rows, keyOf, caption, under}) {
  const cells = row => columns.map((c, n) => {
    const inner = html`<span class="label" aria-hidden="true">${c.hidden ? '' : c.head}</span><div>${cell(c.cell(row))}</div>`, look = (c.num ? 'num ' : '') + (c.wide ? 'wide' : '');
    return n ? html`<td key=${c.head} class=${look}>${inner}</td>` : html`<th key=${c.head} scope="row" class=${look}>${inner}</th>`;
  });
  return html`<table class="table"><caption class="away">${caption}</caption>
    <thead><tr>${columns.map(c => html`<th key=${c.head} scope="col" class=${c.num ? 'num' : ''}>${c.hidden ? html`<span class="away">${c.head}</span>` : c.head}</th>`)}</tr></thead>
    <tbody>${rows.map((row, i) => {
      const key = keyOf ? keyOf(row) : i, more = under?.(row);
      return [html`<tr key=${key}>${cells(row)}</tr>`, more && html`<tr key=${key + ' under'} class="under"><td colspan=${columns.length}>${more}</td></tr>`];
    })}</tbody></table>`;
}

/** A list of `useList`: its table, its trouble, what to do when it is empty, and how to see more. */
export function List({list, caption, columns, keyOf, empty, under}) {
  const {rows, error, loading, more, cut} = list;
  return html`<${Trouble} error=${error} retry=${list.restart || list.reload} />
    ${cut && html`<p class="note">The first rows are put away. <button type="button" onClick=${list.restart}>Back to the start</button></p>`}
    ${rows.length ? html`<${Table} ...${{columns, rows, keyOf, caption, under}} />` : loading ? html`<${Waiting} />` : !error && (empty || html`<${Empty} title="Nothing here." />`)}
    ${more && html`<p class="more"><button type="button" disabled=${loading} onClick=${list.loadMore}>Show more</button></p>`}`;
}

export const Waiting = () => html`<div class="waiting" role="status"><span class="away">Reading…</span><i /><i /><i /></div>`;

let ids = 0;
export const useId = () => useMemo(() => 'f' + ++ids, []);

/** A label and one control, which gets its id: <Field label="Name" hint="…"><input …/></Field>. */
export function Field({label, hint, error, children}) {
  const id = useId();
  const all = [].concat(children), at = all.findIndex(it => it && it.type);
  if (at >= 0) {
    const {type, props, ref, key} = all[at];
    all[at] = h(type, {...props, ref, key, id, 'aria-describedby': hint || error ? id + 'h' : undefined, 'aria-invalid': error ? 'true' : undefined});
  }
  return html`<div class="field"><label for=${id}>${label}</label>${all}
    ${(hint || error) && html`<p id=${id + 'h'} class=${error ? 'wrong' : 'hint'}>${error || hint}</p>`}</div>`;
}

/** Filters of a list, kept in the address: fields are {name, label, options?, placeholder?}. */
export function Filters({fields, query, children}) {
  const timer = useRef();
  const change = name => e => {
    const value = e.currentTarget.value || undefined;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setQuery({[name]: value}), e.type === 'change' ? 0 : 300);
  };
  return html`<form class="filters" role="search" onSubmit=${e => e.preventDefault()}>${fields.map(f => html`<${Field} key=${f.name} label=${f.label}>
    ${f.options ? html`<select value=${query[f.name] || ''} onChange=${change(f.name)}>${f.options.map(o => {
      const [value, words] = Array.isArray(o) ? o : [o, o || 'all'];
      return html`<option key=${value} value=${value}>${words}</option>`;
    })}</select>` : html`<input type="search" spellcheck=${false} autocomplete="off" placeholder=${f.placeholder} value=${query[f.name] || ''} onInput=${change(f.name)} />`}<//>`)}${children}</form>`;
}

/** Already made safe by the server; no script, style or address other than these gets in here either. */
export function SafeHtml({html: text, label}) {
  const at = useRef();
  useLayoutEffect(() => {
    const page = new DOMParser().parseFromString(text || '', 'text/html');
    for (const it of page.querySelectorAll('script,style,link,meta,base,iframe,object,embed,form,input,button,template,svg,math')) it.remove();
    for (const it of page.body.querySelectorAll('*')) {
      for (const {name, value} of [...it.attributes]) {
        const address = name === 'href' || name === 'src';
        if (/^on|^style$|^id$|^name$/i.test(name) || (address && !/^(https?:|mailto:|#|data:image\/(png|jpeg|gif|webp);|\/?api\/)/i.test(value.trim()))) it.removeAttribute(name);
      }
      if (it.tagName === 'A') { it.rel = 'noopener noreferrer nofollow'; it.target = '_blank'; }
      if (it.tagName === 'IMG' && !it.alt) it.alt = '';
    }
    at.current.replaceChildren(...document.adoptNode(page.body).childNodes);
  }, [text]);
  return html`<div class="prose" ref=${at} role="region" aria-label=${label} tabindex="0"></div>`;
}

export const Json = ({value}) => html`<pre class="json" tabindex="0">${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>`;

// Speaking

const toasts = store([]), spoken = store('');
const say = words => { spoken.set(''); setTimeout(() => spoken.set(words), 50); };

/** A message at the edge; `kind` bad stays until it is closed. */
export function toast(words, kind = 'good') {
  const it = {words, kind, id: ++ids};
  toasts.set([...toasts.get().slice(-3), it]);
  if (kind !== 'bad') setTimeout(() => close(it), 6000);
}
const close = it => toasts.set(toasts.get().filter(t => t !== it));

export function Toasts() {
  const all = useStore(toasts), words = useStore(spoken);
  return html`<div class="toasts" role="log" aria-live="polite" aria-label="Messages">${all.map(t => html`<div key=${t.id} class=${'toast ' + t.kind}>
    <${Icon} kind=${t.kind} /><p>${t.words}</p><button type="button" class="quiet" aria-label="Close this message" onClick=${() => close(t)}>×</button></div>`)}</div>
    <div class="away" role="status" aria-live="polite">${words}</div>`;
}

/** Runs an order, and says how it ended; if `silent`, only that it was refused. Resolves with its answer, or undefined if it was refused. */
export async function order(words, run, silent) {
  try {
    const answer = await run();
    if (!silent) toast(typeof words === 'function' ? words(answer) : words);
    return answer ?? true;
  } catch (error) {
    toast(error.detail || error.message, 'bad');
    return undefined;
  }
}

/**
 * Asks in a dialog. Resolves with the values of its fields, or null. Fields: {name, label, hint, value,
 * required, min, max, area, options}.
 */
export function confirm({title, body, action = 'OK', danger, fields = []}) {
  return new Promise(resolve => {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'dialog-title');
    const end = value => { dialog.close(); render(null, dialog); dialog.remove(); resolve(value); };
    const submit = e => { e.preventDefault(); end(Object.fromEntries(new FormData(e.currentTarget))); };
    render(html`<form onSubmit=${submit}><h2 id="dialog-title">${title}</h2>${typeof body === 'string' ? html`<p>${body}</p>` : body}
      ${fields.map(f => html`<${Field} key=${f.name} label=${f.label} hint=${f.hint}>${f.area
        ? html`<textarea name=${f.name} rows="4" required=${f.required} minlength=${f.min} maxlength=${f.max} value=${f.value} />`
        : f.options ? html`<select name=${f.name} value=${f.value}>${f.options.map(o => html`<option>${o}</option>`)}</select>`
        : html`<input name=${f.name} value=${f.value} required=${f.required} minlength=${f.min} maxlength=${f.max} autocomplete="off" />`}<//>`)}
      <div class="actions"><button type="button" onClick=${() => end(null)}>Cancel</button><button type="submit" class=${danger ? 'danger' : 'primary'}>${action}</button></div></form>`, dialog);
    dialog.addEventListener('cancel', e => { e.preventDefault(); end(null); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

// Who asks

const RANK = {viewer: 1, operator: 2, admin: 3};
export const me = store({});
export const useMe = () => useStore(me);
export const can = role => (RANK[me.get().role] || 0) >= RANK[role];

/** Its children for who may, else in words why not. */
export function May({role, to, children}) {
  const it = useMe();
  return can(role) ? children : html`<p class="note">You are ${it.role ? 'a ' + it.role : 'not signed in'}: an ${role} may ${to}.</p>`;
}

export async function readMe() {
  const it = await get('me');
  me.set(it);
  signedOut.set(it.sign_in ? {status: 401} : null);
}
