// The editor of what has versions: a text of JSON, checked while it is written, set only if nobody was faster.
import {html, useEffect, useState, useLoad, useList, List, Card, Trouble, Waiting, May, Field, confirm, toast} from '../lib/ui.js';
import {api} from '../lib/api.js';
import {Diff, pretty, wrong, ago} from './parts.js';

/**
 * @param at path of what is edited; field of its answers that has the definition
 * @param text what is written now, undefined: what is set; setText changes it
 * @param check asks the service what it says of a value
 * @param wrap makes the body of a PUT from a value; form shows fields beside the text
 * @param fresh what to begin with if nothing is set yet
 */
export function Editor({at, field, what, text: written, setText, check, wrap = it => it, form, help, remove, fresh, done}) {
  const kept = useLoad(() => fresh ? {body: {[field]: fresh, version: 0}} : api(at), [at.join('/')]);
  const [rival, setRival] = useState(null), [busy, setBusy] = useState(false), [refused, refuse] = useState(null);
  const before = kept.data && pretty(kept.data.body[field]), text = written ?? before, unread = text && wrong(text);
  useEffect(() => {
    let old = false;
    refuse(null);
    const later = setTimeout(() => written && !wrong(written) && check?.(JSON.parse(written)).then(it => old || refuse(it.valid ? {words: it.words} : {detail: it.problems.map(what => what.detail).join(' ')}), it => old || refuse(it)), 400);
    return () => { old = true; clearTimeout(later); };
  }, [written]);
  if (kept.error) return html`<${Trouble} error=${kept.error} retry=${kept.reload} />`;
  if (!kept.data || text === undefined) return html`<${Waiting} />`;

  async function put(method, ifMatch, said) {
    setBusy(true);
    try {
      await api(at, {method, ifMatch, body: method === 'PUT' ? wrap(JSON.parse(text)) : undefined});
      toast(said);
      go();
      done?.();
    } catch (e) {
      if (e.status === 412) setRival(await api(at).catch(() => null));
      else refuse(e);
    }
    setBusy(false);
  }
  const go = (next) => { setRival(null); setText(next); kept.reload(); };
  const set = etag => put('PUT', etag, what + ' is set, and in force within two seconds.');
  if (rival) {
    const theirs = pretty(rival.body[field]);
    return html`<${Card} kind="conflict" title="Somebody else changed it meanwhile"><div role="alert"><p>${rival.body.changed_by ?? 'Somebody'} set version ${rival.body.version} ${ago(rival.body.changed_at)}.
      Nothing of yours is lost: <b>−</b> is theirs, <b>+</b> is yours.</p></div><${Diff} before=${theirs} after=${pretty(JSON.parse(text))} label="Theirs and yours" />
      <p class="actions"><button onClick=${() => go()}>Take theirs</button><button disabled=${busy} onClick=${() => set(rival.etag)}>Set mine over it</button><button onClick=${() => go(text)}>Go on editing</button></p><//>`;
  }
  const bad = unread || refused?.detail, changed = text !== before || !!fresh;
  return html`<form class="editor" onSubmit=${e => { e.preventDefault(); set(kept.data.etag); }}>
    ${form && !unread && form(JSON.parse(text), value => setText(pretty(value)))}
    <${Field} label=${what + ' as JSON'} hint=${help} error=${bad}><textarea rows="12" spellcheck=${false} value=${text} onInput=${e => setText(e.currentTarget.value)}></textarea><//>
    <p role="status" class="hint">${bad ? 'It cannot be set as it is.' : changed ? `It can be set.${refused?.words ? ' A batch closes at ' + refused.words + '.' : ''}` : 'This is what is set.'}</p>
    ${changed && !unread && !fresh && html`<details><summary>What you change</summary><${Diff} before=${before} after=${pretty(JSON.parse(text))} label="What you change" /></details>`}
    <${May} role="admin" to="set it"><p class="actions"><button class="primary" disabled=${busy || !!bad || !changed}>Set it</button>
      ${text !== before && html`<button type="button" onClick=${() => setText(undefined)}>Undo</button>`}
      ${kept.data.body.version > 0 && html`<button type="button" class="danger" onClick=${async () => await confirm({action: 'Take it back', danger: true, ...remove}) && put('DELETE', kept.data.etag, 'It is taken back.')}>Take it back</button>`}</p><//></form>`;
}

/** Who set what when; a version can be compared with what is in force, and edited again. */
export function History({at, field, now, take}) {
  const list = useList([...at, 'history'], {}, 'changes'), [seen, see] = useState(null);
  const look = version => api([...at, 'history', version]).then(it => see(it.body), e => toast(e.detail, 'bad'));
  return html`<${List} list=${list} caption="Versions, the newest first" keyOf=${it => it.version} empty=${html`<p class="soft">Nothing was set here yet.</p>`}
    columns=${[{head: 'Version', cell: it => it.version}, {head: 'By', cell: it => it.changed_by}, {head: 'When', cell: it => ago(it.changed_at)},
      {head: 'What', cell: it => it.bytes === undefined ? 'taken back' : html`<button type="button" onClick=${() => look(it.version)}>Compare<span class="away"> version ${it.version}</span></button>`}]} />
    ${seen && html`<${Card} title=${`From version ${seen.version} to what is set now`}><${Diff} before=${pretty(seen[field])} after=${pretty(now)} label=${`Version ${seen.version} and now`} />
      <p class="actions"><button onClick=${() => take(pretty(seen[field]))}>Edit version ${seen.version} again</button></p><//>`}`;
}
