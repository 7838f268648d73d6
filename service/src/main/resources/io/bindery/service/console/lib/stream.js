// One stream for all tabs of this browser: it opens six connections to a server at most, and a stream
// in each tab would leave the seventh without. One tab leads: it reads, and tells the others.
import {url, signedOut, store} from './api.js';

/** 'live', 'connecting', or 'polling' where tabs cannot talk to each other. */
export const streamState = store('connecting');

const LET_GO_AFTER = 10_000, SILENT_AFTER = 45_000, POLL_EVERY = 10_000;
const tab = Math.random().toString(36).slice(2);
const channel = window.BroadcastChannel ? new BroadcastChannel('bindery') : null;
const listeners = new Set();
let last = '', lead = null, stale = false;

/**
 * Calls `changes` with a list of changes, and `gap` when some may have been missed: read again then.
 * Returns what ends it.
 */
export function listen(changes, gap) {
  const it = {changes, gap};
  listeners.add(it);
  return () => listeners.delete(it);
}

function take({events, id, state, gap}) {
  if (id) last = id;
  if (state && state !== streamState.get()) streamState.set(state);
  if (document.hidden) {
    // Nobody looks: when somebody does, all is read again.
    stale ||= !!(events || gap);
    return;
  }
  for (const it of [...listeners]) {
    if (gap) it.gap();
    else if (events) it.changes(events);
  }
}

/** To this tab and all others. */
function tell(message) {
  channel?.postMessage(message);
  take(message);
}

async function read(signal) {
  let pause = 500;
  while (!signal.aborted) {
    const gone = new AbortController();
    const end = () => gone.abort();
    signal.addEventListener('abort', end);
    let silence;
    const alive = () => { clearTimeout(silence); silence = setTimeout(end, SILENT_AFTER); };
    try {
      alive();
      const answer = await fetch(url('stream'), {
        headers: {Accept: 'text/event-stream', ...(last && {'Last-Event-ID': last})}, signal: gone.signal, cache: 'no-store',
      });
      if (answer.ok) {
        tell({state: 'live'});
        pause = 500;
        await parse(answer.body.getReader(), alive);
      } else if (answer.status === 400) {
        last = '';
      } else if (answer.status === 401) {
        if (!signedOut.get()) signedOut.set({status: 401, detail: 'Your session has ended.'});
        await new Promise(signedIn => { const off = signedOut.follow(it => { if (!it) { off(); signedIn(); } }); signal.addEventListener('abort', signedIn); });
      }
    } catch { /* The connection is gone; the next one goes on behind the last event. */ }
    clearTimeout(silence);
    signal.removeEventListener('abort', end);
    if (signal.aborted) return;
    tell({state: 'connecting'});
    await new Promise(r => setTimeout(r, pause * (0.75 + Math.random() / 2)));
    pause = Math.min(pause * 2, 10_000);
  }
}

async function parse(reader, alive) {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    alive();
    const blocks = (rest + decoder.decode(value, {stream: true})).split('\n\n');
    rest = blocks.pop();
    let events = [], id;
    for (const block of blocks) {
      const event = {};
      for (const line of block.split('\n')) {
        const colon = line.indexOf(':');
        if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
      }
      id = event.id || id;
      if (event.event === 'start' || event.event === 'gap') {
        if (events.length) tell({events});
        events = [];
        tell({gap: true, id});
      } else if (event.data) {
        events.push(JSON.parse(event.data));
      }
    }
    if (events.length || id) tell({events: events.length ? events : undefined, id});
  }
}

function begin() {
  if (lead || document.hidden) return;
  lead = new AbortController();
  const {signal} = lead;
  if (!channel) poll(signal);
  else if (navigator.locks) navigator.locks.request('bindery-stream', {signal}, () => read(signal)).catch(() => {});
  else lease(signal);
}

function letGo() {
  lead?.abort();
  lead = null;
  last = '';
  stale = true;
}

/** Web Locks are for https and localhost only; elsewhere the leader is who writes its name in time. */
function lease(signal) {
  const KEY = 'bindery.stream', FOR = 6000;
  let held = 0, reading = null;
  const holder = () => (localStorage.getItem(KEY) || '').split(' ');
  const tick = () => {
    try {
      const [who, until] = holder();
      if (who === tab || !(until > Date.now())) {
        localStorage.setItem(KEY, tab + ' ' + (Date.now() + FOR));
        // Two may write at one moment: who is still there at the next look leads.
        if (who === tab && ++held === 1) { reading = new AbortController(); read(reading.signal); }
      } else if (held) {
        held = 0;
        reading.abort();
      }
    } catch {
      clearInterval(timer);
      poll(signal);
    }
  };
  const timer = setInterval(tick, FOR / 4);
  const end = () => {
    clearInterval(timer);
    reading?.abort();
    try { if (holder()[0] === tab) localStorage.removeItem(KEY); } catch { /* There is none. */ }
  };
  signal.addEventListener('abort', end);
  addEventListener('pagehide', end, {signal});
  tick();
}

function poll(signal) {
  streamState.set('polling');
  const timer = setInterval(() => take({gap: true}), POLL_EVERY);
  signal.addEventListener('abort', () => clearInterval(timer));
}

/** Begins to follow; for the whole life of the page. */
export function startStream() {
  if (channel) {
    channel.onmessage = ({data}) => {
      if (data.hello) { if (last) channel.postMessage({state: streamState.get(), id: last}); }
      else take(data);
    };
    channel.postMessage({hello: true});
  }
  let timer;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(letGo, LET_GO_AFTER);
      return;
    }
    begin();
    if (stale) {
      stale = false;
      take({gap: true});
    }
  });
  // A page that comes back from the browser's cache has no connection.
  addEventListener('pageshow', e => { if (e.persisted) { letGo(); begin(); } });
  begin();
}
