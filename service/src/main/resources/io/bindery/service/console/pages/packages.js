// Packages: the registries, search in one, and the way to a package.
import {html, useList, useFresh, List, Page, Filters, Field, Empty, Code, href, go} from '../lib/ui.js';
import {get} from '../lib/api.js';
import {Loaded, Pick, ago, short} from './parts.js';
import Package from './package.js';

function Search({registry, names, query}) {
  const list = useList(['registries', registry, 'packages'], {q: query.q, details: true, limit: 50}, 'packages');
  useFresh(['job'], list.reload, 5000);
  return html`<${Page} title="Packages" sub=${'in ' + registry}>
    <${Filters} query=${query} fields=${[{name: 'q', label: 'Name', placeholder: 'part of the name'}]}>${names.length > 1 && html`<${Field} label="Registry"><${Pick} value=${registry} of=${names} pick=${it => go(['packages', it])} /><//>`}<//>
    <${List} list=${list} caption=${'Packages in ' + registry} keyOf=${it => it.name} empty=${query.q ? html`<${Empty} title="No package is called so."><a href=${href(['packages', registry])}>Show all packages</a><//>`
      : html`<${Empty} title="There is no package yet."><p>Upload a folder to a watched bucket, or package one by hand: <${Code} text="bindery package s3://BUCKET/FOLDER/" /></p><//>`}
      columns=${[{head: 'Package', wide: true, cell: it => html`<a href=${href(['packages', registry, ...it.name.split('/')])}>${it.name}</a>`}, {head: 'Newest revision', cell: it => short(it.top_hash)}, {head: 'Made', cell: it => ago(it.modified_at)}]} /><//>`;
}

export default ({path, query}) => (path.length > 2 ? html`<${Package} key=${path.join('/')} registry=${path[0]} name=${path[1] + '/' + path[2]} query=${query} />`
  : html`<${Loaded} title="Packages" read=${() => get('registries')}>${({registries}) => {
    const names = registries.map(it => it.name), registry = path[0] ?? names[0];
    return registry ? html`<${Search} key=${registry} ...${{registry, names, query}} />` : html`<${Page} title="Packages"><${Empty} title="There is no registry."><p>Name the buckets for packages in <code>bindery.packager.registries</code>.</p><//><//>`;
  }}<//>`);
