// The frame of the console: where pages are, the way between them, who is signed in, what is wrong.
import {html, render, useState, useEffect, useStore, useErrorBoundary, href, place, go, Trouble, Waiting, Toasts, Page, useMe, me, readMe, toast}
  from './lib/ui.js';
import {signedOut, api} from './lib/api.js';
import {startStream, streamState} from './lib/stream.js';
import {attention, followAttention} from './lib/attention.js';

/** Which file shows what: the first segment of the address, and what the menu calls it. */
const MENU = [
  ['Now', [['', 'Home'], ['live', 'Live'], ['jobs', 'Jobs'], ['packages', 'Packages'], ['publications', 'Publications']]],
  ['Needs you', [['suggestions', 'Suggestions'], ['quarantine', 'Quarantine'], ['dead-letters', 'Dead letters']]],
  ['Set up', [['buckets', 'Buckets'], ['sources', 'Sources']]],
  ['Look into', [['trace', 'Trace'], ['system', 'System'], ['audit', 'Audit']]],
];
const FILES = {'': 'home', batch: 'batch', job: 'jobs', suggestion: 'suggestions', publication: 'publications', 'dead-letter': 'dead-letters'};
// Where the menu says that somebody is, on a page that it does not have.
const ABOVE = {batch: 'live', job: 'jobs', suggestion: 'suggestions', publication: 'publications', 'dead-letter': 'dead-letters'};
const NAMES = new Set([...MENU.flatMap(([, pages]) => pages.map(([name]) => name)), ...Object.keys(FILES)]);

function usePlace() {
  const [at, set] = useState(place());
  useEffect(() => {
    const moved = () => set(place());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return at;
}

function Content({at}) {
  const [name = '', ...path] = at.path;
  const [it, set] = useState({});
  useEffect(() => {
    if (!NAMES.has(name)) return;
    let here = true;
    import(`./pages/${FILES[name] || name}.js`)
      .then(module => here && set({name, View: module.default}))
      .catch(error => here && set({name, error: {detail: `This page cannot be loaded (${error.message}). Load the console again.`}}));
    return () => { here = false; };
  }, [name]);
  if (!NAMES.has(name)) return html`<${Page} title="No such page"><p><a href=${href([])}>Go to the first page.</a></p><//>`;
  if (it.name !== name) return html`<${Waiting} />`;
  if (it.error) return html`<${Page} title="Not loaded"><${Trouble} error=${it.error} retry=${() => location.reload()} /><//>`;
  return html`<${Guard} key=${name}><${it.View} name=${name} path=${path} query=${at.query} /><//>`;
}

/** A page that breaks takes nothing else with it. */
function Guard({children}) {
  const [error, reset] = useErrorBoundary(e => console.error(e));
  return error ? html`<${Page} title="This page broke"><${Trouble} error=${{detail: String(error.message || error)}} retry=${reset} /><//>` : children;
}

function Menu({at, open, close}) {
  const name = ABOVE[at.path[0]] || at.path[0] || '';
  const wants = useStore(attention);
  return html`<nav id="menu" class=${open ? 'open' : ''} aria-label="Pages">${MENU.map(([head, pages]) => html`<div key=${head}><h2>${head}</h2><ul>
    ${pages.map(([page, words]) => {
      const n = wants[page]?.count;
      return html`<li key=${page}><a href=${href(page ? [page] : [])} aria-current=${page === name ? 'page' : undefined} onClick=${close}>
        ${words}${n ? html`<span class="tag" title=${wants[page].words}>${n}<span class="away"> ${wants[page].words}</span></span>` : ''}</a></li>`;
    })}</ul></div>`)}</nav>`;
}

const THEMES = ['auto', 'light', 'dark'];
const remembered = () => { try { return localStorage.getItem('bindery.theme') || 'auto'; } catch { return 'auto'; } };

function showTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function Theme() {
  const [theme, set] = useState(remembered());
  const change = e => {
    const next = e.currentTarget.value;
    try { localStorage.setItem('bindery.theme', next); } catch { /* It holds for this page. */ }
    showTheme(next);
    set(next);
  };
  return html`<label class="theme"><span class="away">Colours</span><select value=${theme} onChange=${change}>
    ${THEMES.map(t => html`<option key=${t} value=${t}>${t === 'auto' ? '◐ auto' : t === 'light' ? '○ light' : '● dark'}</option>`)}</select></label>`;
}

const STREAM = {live: 'live', connecting: 'connecting…', polling: 'every 10 s'};

function Foot() {
  const state = useStore(streamState), who = useMe();
  const signOut = async () => {
    try { await api('session', {method: 'DELETE'}); await readMe(); } catch (e) { toast(e.detail, 'bad'); }
  };
  return html`<div class="foot"><p class=${'stream ' + state} role="status"><i />${STREAM[state]}</p>
    ${who.name && html`<p class="who" title=${'signed in by ' + who.how}>${who.name} · ${who.role}</p>`}
    ${who.how === 'session' && html`<button type="button" class="quiet" onClick=${signOut}>Sign out</button>`}<${Theme} /></div>`;
}

function SignIn({problem}) {
  const [error, set] = useState(null), [busy, work] = useState(false);
  const submit = async e => {
    e.preventDefault();
    const form = e.currentTarget;
    work(true);
    try {
      await api('session', {method: 'POST', body: {token: form.elements.token.value.trim()}});
      form.reset();
      await readMe();
    } catch (failure) {
      set(failure);
    }
    work(false);
  };
  return html`<main id="content" class="sign-in"><form class="card" onSubmit=${submit}>
    <img src="${new URL('icon.svg', import.meta.url).pathname}" width="44" height="44" alt="" /><h1>Bindery</h1>
    <p>${problem?.detail && problem.detail.startsWith('Your session') ? problem.detail + ' ' : ''}Sign in with your access token. An administrator of this service can give you one.</p>
    ${error && html`<${Trouble} error=${error} />`}
    <div class="field"><label for="token">Access token</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus /></div>
    <button class="primary" disabled=${busy}>Sign in</button>
    <p class="hint">The token is sent once. Your browser then keeps a cookie that pages cannot read.</p></form></main>`;
}

function App() {
  const at = usePlace(), out = useStore(signedOut), who = useMe();
  const [open, show] = useState(false);
  useEffect(() => { scrollTo(0, 0); }, [at.path.join('/')]);
  useEffect(() => {
    if (!who.role) return undefined;
    const esc = e => e.key === 'Escape' && show(false);
    addEventListener('keydown', esc);
    return () => removeEventListener('keydown', esc);
  }, [who.role]);
  if (out) return html`<${SignIn} problem=${out} /><${Toasts} />`;
  return html`<a class="skip" href="#content" onClick=${e => { e.preventDefault(); document.getElementById('content').focus(); }}>Skip to the content</a>
    <header class="top"><a class="brand" href="#/"><img src="${new URL('icon.svg', import.meta.url).pathname}" width="28" height="28" alt="" />Bindery</a>
      <button type="button" class="menu-button" aria-expanded=${open} aria-controls="menu" onClick=${() => show(!open)}>Menu</button>
      <div class="side"><${Menu} at=${at} open=${open} close=${() => show(false)} /><${Foot} /></div></header>
    <main id="content" tabindex="-1"><${Content} at=${at} /></main><${Toasts} />`;
}

showTheme(remembered());
// Links and lists of the first page wait for nobody: who is not signed in is told by the first answer.
render(html`<${App} />`, document.getElementById('app'));
followAttention();
// If it fails pages say why; it is asked again when the service is back.
const whoAmI = () => readMe().catch(() => {});
whoAmI().finally(startStream);
streamState.follow(state => { if (state === 'live' && !me.get().how) whoAmI(); });
if (!location.hash) go([]);
