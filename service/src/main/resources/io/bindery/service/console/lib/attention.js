// What needs a person: read by the first page and by the menu, from the same answers.
import {get, now, store} from './api.js';
import {me, duration} from './ui.js';
import {listen} from './stream.js';

/** By page: {count, words}; `all` has the list for the first page. */
export const attention = store({});

const DAYS = 7, EVERY = 60_000, SOONEST = 5_000;
const some = (n, one, many) => n + ' ' + (n == 1 ? one : many);

const REASONS = {
  'no-right': 'AWS gives no right', 'no-credentials': 'no credentials', 'wrong-clock': 'the clock is wrong', 'no-key': 'no right to the key', unavailable: 'something was away or busy',
  'not-found': 'something is not there', 'aws-refused': 'AWS refused', changed: 'objects changed meanwhile', rules: 'against the rules of the workflow', owned: 'the package is somebody else’s', content: 'nothing that can be packaged', unexpected: 'an unexpected error',
};

/** Each is read by itself: what fails is told as such, and hides nothing else. */
const ASKED = [
  ['jobs', 'jobs', failedJobs],
  ['quarantine', 'quarantine', () => counted('quarantine', {}, 'packages', n => some(n, 'package', 'packages') + ' in quarantine', ['quarantine'])],
  ['suggestions', 'suggestions', () => counted('suggestions', {state: 'open'}, 'suggestions', n => some(n, 'suggestion waits', 'suggestions wait') + ' for a decision', ['suggestions'])],
  ['publications', 'publications', () => counted('publications', {state: 'held'}, 'publications', n => some(n, 'publication is', 'publications are') + ' held', ['publications'], {state: 'held'})],
  ['system', 'health', health],
  ['dead-letters', 'dead letters', deadLetters],
];

/** Those that nobody repeated, and that no later job of the same package made good. */
async function failedJobs() {
  const [failed, newest] = await Promise.all([get('packages/jobs', {state: 'failed', limit: 100}), get('packages/jobs', {limit: 200})]);
  const since = now() - DAYS * 86400_000, nameOf = j => j.registry + ' ' + j.package_name, good = new Map();
  for (const j of newest.jobs) if ((j.state === 'done' || j.state === 'unchanged') && !good.has(nameOf(j))) good.set(nameOf(j), j.accepted_at);
  const left = failed.jobs.filter(j => !j.retried_by && Date.parse(j.accepted_at) > since && !(good.get(nameOf(j)) > j.accepted_at));
  const by = {};
  for (const j of left) by[j.reason] = (by[j.reason] || 0) + 1;
  const more = failed.next && left.length === failed.jobs.length ? '+' : '';
  return {count: left.length, words: some(left.length + more, 'job failed', 'jobs failed') + ` in the last ${DAYS} days`, to: ['jobs'], query: {state: 'failed'},
    more: Object.entries(by).map(([reason, n]) => `${REASONS[reason] || reason}: ${n}`).join(', ')};
}

async function counted(path, query, key, words, to, more) {
  const body = await get(path, {...query, limit: 100});
  const n = body[key].length;
  return {count: n, words: words(body.next ? n + '+' : n), to, query: more};
}

// What waits so long while it can be received is not being worked on.
const STALLED = 300;

async function health() {
  // Not ready is an answer too.
  const [it, system] = await Promise.all([get('health').catch(e => { if (e.body?.parts) return e.body; throw e; }), get('system')]);
  const wrong = it.parts.filter(p => p.state !== 'up' && p.state !== 'unknown').map(p => ({words: `${p.name}: ${p.error || p.state}`, more: p.way_out}));
  for (const part of ['database', 'cluster']) if (it[part] !== 'up') wrong.push({words: `The ${part} is ${it[part]}.`});
  for (const q of system.queues) if (q.depth > 0 && q.oldest_age_seconds > STALLED) wrong.push({words: `The queue ${q.name} is stalled: ${some(q.depth, 'message waits', 'messages wait')}, the oldest for ${duration(q.oldest_age_seconds)}.`});
  for (const m of system.members) if (!m.reachable) wrong.push({words: `The node ${m.address} cannot be reached.`});
  const canary = it.canary;
  if (canary && ['late', 'failed', 'silent'].includes(canary.state)) wrong.push({words: canary.words || `The canary is ${canary.state}.`, more: canary.way_out});
  return {count: wrong.length, words: some(wrong.length, 'part is', 'parts are') + ' not well', to: ['system'], list: wrong};
}

/** SQS counts them: to look at them would hide them from others for a while. */
async function deadLetters() {
  const {queues} = await get('system');
  const n = queues.reduce((sum, q) => sum + (q.dead_letters.depth || 0), 0), at = queues.find(q => q.dead_letters.depth);
  return {count: n, words: some(n, 'dead letter', 'dead letters'), to: ['dead-letters'], query: {queue: at && /packag/.test(at.name) ? 'packager' : undefined}};
}

let reading = null, timer = 0;

export function readAttention() {
  return reading ||= (async () => {
    const found = await Promise.all(ASKED.map(async ([page, what, read]) => {
      try { return [page, await read()]; } catch (error) {
        return [page, error.status === 401 ? {count: 0} : {count: 0, error: true, words: `What is with ${what} cannot be read: ${error.detail || error.message}`, to: [page]}];
      }
    }));
    attention.set({...Object.fromEntries(found), read: true});
  })().finally(() => { reading = null; });
}

function soon(after) {
  timer ||= setTimeout(() => { timer = 0; if (!document.hidden && me.get().role) readAttention(); }, after);
}

const TELLING = /^(failed|quarantined|resolved|dismissed|opened|accepted|expired|held|go-on-ordered|suggested|rules-broken|done)$/;

/** Begins when it is known who asks, and reads anew for somebody else. */
export function followAttention() {
  me.follow(it => { if (it.role) readAttention(); });
  setInterval(() => soon(0), EVERY);
  listen(events => { if (events.some(e => e.type !== 'batch' && TELLING.test(e.event))) soon(SOONEST); }, () => soon(500));
  document.addEventListener('visibilitychange', () => soon(500));
}
