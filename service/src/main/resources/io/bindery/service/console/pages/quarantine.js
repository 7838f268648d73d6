// Quarantine: packages that break the rules of their registry, why, and what can be done.
import {html, useList, useFresh, List, Page, Filters, Empty, May, confirm, order, href} from '../lib/ui.js';
import {post} from '../lib/api.js';
import {problems, ago} from './parts.js';

export default function Quarantine({query}) {
  const over = query.over === 'true', list = useList(['quarantine'], {over, registry: query.registry, name: query.name}, 'packages');
  useFresh(['job'], list.reload);
  const give = async (it, verb, said, asked) => {
    const body = await confirm(asked);
    if (body && await order(said, () => post(['packages', 'jobs', it.job_id, verb], asked.fields && body))) list.reload();
  };
  const retry = it => give(it, 'retry', 'It is tried again.', {title: `Retry ${it.package_name}?`, action: 'Retry', body: 'The folder is packaged again as it is now. If it follows the rules by then, the package comes to its registry, and the quarantine ends.'});
  const dismiss = it => give(it, 'dismiss', 'It is dismissed.', {title: `Give up ${it.package_name}?`, action: 'Dismiss', danger: true, body: 'The quarantine ends without a package in the registry. Your name and the reason are written there.',
    fields: [{name: 'reason', label: 'Reason', hint: 'Why nobody will mend it.', required: true, max: 1000}]});
  const last = over ? {head: 'How it ended', cell: it => it.dismissed ? `dismissed by ${it.dismissed.by}: ${it.dismissed.reason}` : html`mended ${ago(it.resolved_at)}`}
    : {head: 'What to do', cell: it => html`<${May} role="operator" to="retry or dismiss"><span class="actions"><button onClick=${() => retry(it)}>Retry<span class="away"> ${it.package_name}</span></button>
      <button class="danger" onClick=${() => dismiss(it)}>Dismiss<span class="away"> ${it.package_name}</span></button></span><//>`};
  return html`<${Page} title="Quarantine" sub="Packages that break the workflow of their registry. They are kept apart until they are mended or given up.">
    <${Filters} query=${query} fields=${[{name: 'over', label: 'Show', options: [['', 'those in quarantine'], ['true', 'those that are over']]}, {name: 'name', label: 'Package', placeholder: 'group/name'}]} />
    <${List} list=${list} caption=${over ? 'Quarantines that are over' : 'Packages in quarantine'} keyOf=${it => it.job_id} empty=${over ? html`<${Empty} title="No quarantine has ended yet." />` : html`<${Empty} title="Nothing is in quarantine."><p>Each package follows the rules of its registry.</p><//>`}
      columns=${[{head: 'Package', wide: true, cell: it => html`<a href=${href(['job', it.job_id])}>${it.package_name}</a> <small class="soft">${it.registry}</small>`},
        {head: 'Why', wide: true, cell: it => html`${problems((it.errors ?? [{message: it.error}]).slice(0, 5))}${it.errors?.length > 5 && html`<a href=${href(['job', it.job_id])}>${it.errors.length - 5} more</a>`}`},
        {head: 'Since', cell: it => ago(it.finished_at ?? it.updated_at)}, last]} /><//>`;
}
