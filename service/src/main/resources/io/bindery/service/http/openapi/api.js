// Shows the OpenAPI document of this service. Texts are only ever set as texts.
const methods = ['get', 'post', 'put', 'delete'];
const main = document.getElementById('operations');
const query = document.getElementById('query');
let spec;

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function resolve(node) {
  if (!node || !node.$ref) return node || {};
  return node.$ref.slice(2).split('/').reduce((at, key) => at[key.replace(/~1/g, '/').replace(/~0/g, '~')], spec);
}

const refName = (node) => node.$ref.split('/').pop();
const anchor = (name) => make('a', { href: '#schema-' + name }, name);

// The type of a schema in a few words, with a link to each schema of its own.
function typeOf(schema) {
  if (schema.$ref) return [anchor(refName(schema))];
  const choices = schema.anyOf || schema.oneOf;
  if (choices) return choices.flatMap((one, i) => (i ? [' or ', ...typeOf(one)] : typeOf(one)));
  if (schema.enum) return ['one of ', make('code', {}, schema.enum.join(', '))];
  const type = [].concat(schema.type || 'anything').join(' or ');
  if (schema.items) return ['list of ', ...typeOf(schema.items)];
  if (schema.additionalProperties) return ['map to ', ...typeOf(schema.additionalProperties)];
  const bounds = [];
  if (schema.format) bounds.push(schema.format);
  if (schema.minimum !== undefined || schema.maximum !== undefined) bounds.push(`${schema.minimum ?? '…'} to ${schema.maximum ?? '…'}`);
  if (schema.maxLength) bounds.push(`at most ${schema.maxLength} characters`);
  if (schema.default !== undefined) bounds.push('default ' + schema.default);
  return [type + (bounds.length ? ` (${bounds.join(', ')})` : '')];
}

function table(caption, head, rows) {
  return make('div', { class: 'wide' },
    make('table', { 'aria-label': caption },
      make('thead', {}, make('tr', {}, head.map((text) => make('th', { scope: 'col' }, text)))),
      make('tbody', {}, rows)));
}

function fields(schema, caption) {
  const whole = resolve(schema);
  const required = new Set(whole.required || []);
  const rows = Object.entries(whole.properties || {}).map(([name, one]) => make('tr', {},
    make('td', {}, make('code', {}, name), required.has(name) ? ' *' : ''),
    make('td', {}, typeOf(one)),
    make('td', {}, one.description || '')));
  return rows.length ? table(caption, ['Field', 'Type', 'Meaning'], rows) : null;
}

function shape(schema, caption) {
  const description = schema.description || resolve(schema).description;
  return [make('p', { class: 'about' }, ...typeOf(schema), description ? ': ' + description : ''), fields(schema, caption)];
}

function parameters(operation) {
  const rows = (operation.parameters || []).map(resolve).map((one) => make('tr', {},
    make('td', {}, make('code', {}, one.name), one.required ? ' *' : ''),
    make('td', {}, one.in),
    make('td', {}, typeOf(one.schema || {})),
    make('td', {}, one.description || '')));
  return rows.length ? [make('h3', {}, 'Parameters'), table('Parameters', ['Name', 'In', 'Type', 'Meaning'], rows)] : [];
}

function bodies(operation) {
  if (!operation.requestBody) return [];
  return [make('h3', {}, 'Body'), ...Object.entries(operation.requestBody.content).flatMap(([type, content]) => [
    make('p', { class: 'about' }, make('code', {}, type)),
    ...shape(content.schema, 'Fields of the body'),
    content.example ? make('pre', { tabindex: '0' }, JSON.stringify(content.example, null, 2)) : null])];
}

function answers(operation) {
  const plain = [];
  const parts = Object.entries(operation.responses).flatMap(([status, response]) => {
    const whole = resolve(response);
    if (response.$ref) {
      plain.push(status);
      return [];
    }
    const headers = Object.keys(whole.headers || {});
    return [
      make('p', {}, make('strong', {}, status), ' ', whole.description, headers.length ? ` (header ${headers.join(', ')})` : ''),
      ...Object.entries(whole.content || {}).flatMap(([type, content]) => [
        make('p', { class: 'about' }, make('code', {}, type)), ...shape(content.schema, 'Fields of the answer ' + status)])];
  });
  return [make('h3', {}, 'Answers'), ...parts, make('p', { class: 'about' }, plain.join(', ') + ': as ', anchor('Problem'), plain.includes('304') ? '; 304 has no body' : '')];
}

function curl(method, path, operation) {
  const parts = ['curl'];
  if (method !== 'get') parts.push('-X', method.toUpperCase());
  if (operation.security && operation.security.length) parts.push("-H 'Authorization: Bearer TOKEN'");
  const json = operation.requestBody && operation.requestBody.content['application/json'];
  if (json) parts.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(json.example || {}).replaceAll("'", "'\\''")}'`);
  const needed = (operation.parameters || []).map(resolve).filter((one) => one.in === 'query' && one.required).map((one) => `${one.name}=…`);
  const address = location.origin + path.replace(/\{(\w+)\}/g, (all, name) => name.toUpperCase());
  parts.push(`'${address}${needed.length ? '?' + needed.join('&') : ''}'`);
  return [make('h3', {}, 'Example'), make('pre', { tabindex: '0' }, parts.join(' '))];
}

function roleOf(operation) {
  const first = (operation.security || [])[0];
  return first ? Object.values(first)[0].join(', ') : 'anyone';
}

function operationView(method, path, operation) {
  const details = make('details', { id: operation.operationId },
    make('summary', {},
      make('span', { class: 'role' }, roleOf(operation)),
      make('span', { class: 'method ' + method }, method.toUpperCase()), ' ',
      make('span', { class: 'path' }, path),
      make('span', { class: 'says' }, operation.summary)));
  const names = (operation.parameters || []).map((one) => resolve(one).name).join(' ');
  details.words = [method, path, operation.operationId, operation.summary, operation.description || '', names, operation.tags.join(' ')].join(' ').toLowerCase();
  // Filled when it is opened: the whole document would be thousands of rows.
  details.addEventListener('toggle', () => {
    if (!details.open || details.children.length > 1) return;
    details.append(make('div', { class: 'inside' },
      operation.description ? make('p', { class: 'about' }, operation.description) : null,
      parameters(operation), bodies(operation), answers(operation), curl(method, path, operation)));
  });
  return details;
}

function schemaDetails(name, schema) {
  const details = make('details', { id: 'schema-' + name }, make('summary', {}, make('span', { class: 'path' }, name), make('span', { class: 'says' }, schema.description || '')));
  details.words = [name, schema.description || '', Object.keys(schema.properties || {}).join(' ')].join(' ').toLowerCase();
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(make('div', { class: 'inside' }, shape(schema, 'Fields of ' + name)));
  });
  return details;
}

function section(id, title, about, parts) {
  return make('section', { 'aria-labelledby': id }, make('h2', { id }, title), about ? make('p', { class: 'about' }, about) : null, parts);
}

// Blank lines part paragraphs; what stands between back quotes is code.
function paragraphs(text) {
  return text.trim().split(/\n\s*\n/).map((part) => make('p', {}, part.split('`').map((piece, i) => (i % 2 ? make('code', {}, piece) : piece))));
}

function show() {
  document.getElementById('version').textContent = spec.info.version;
  const sections = spec.tags.map((tag, i) => section('tag-' + i, tag.name, tag.description,
    Object.entries(spec.paths).flatMap(([path, item]) => methods
      .filter((method) => item[method] && item[method].tags[0] === tag.name)
      .map((method) => operationView(method, path, item[method])))));
  const schemas = section('schemas', 'Schemas', null, Object.entries(spec.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, schema]) => schemaDetails(name, schema)));
  main.replaceChildren(...paragraphs(spec.info.description), ...sections, schemas);
  document.getElementById('tags').replaceChildren(make('ul', {}, [...main.querySelectorAll('h2')].map((head) => make('li', {}, make('a', { href: '#' + head.id }, head.textContent)))));
}

function filter() {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const details of main.querySelectorAll('details')) {
    const wanted = words.every((word) => details.words.includes(word));
    details.hidden = !wanted;
    if (wanted && !details.id.startsWith('schema-')) count += 1;
  }
  main.querySelectorAll('section').forEach((one, i) => {
    one.hidden = !one.querySelector('details:not([hidden])');
    document.querySelectorAll('#tags li')[i].hidden = one.hidden;
  });
  document.getElementById('found').textContent = words.length ? `${count} ${count === 1 ? 'operation' : 'operations'}` : '';
}

function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.hidden) {
    query.value = '';
    filter();
  }
  if (target.tagName === 'DETAILS') {
    target.open = true;
    target.querySelector('summary').focus();
  }
  target.scrollIntoView();
}

function step(by) {
  const all = [...main.querySelectorAll('details:not([hidden]) > summary')].filter((one) => !one.closest('section').hidden);
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  if (next) next.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && query.value) {
    query.value = '';
    filter();
  } else if (event.target === query) {
    return;
  } else if (event.key === '/') {
    event.preventDefault();
    query.focus();
  } else if (event.key === 'j' || event.key === 'k') {
    step(event.key === 'j' ? 1 : -1);
  }
});
document.getElementById('search').addEventListener('submit', (event) => {
  event.preventDefault();
  step(1);
});
query.addEventListener('input', filter);
addEventListener('hashchange', follow);

try {
  const reply = await fetch('/api/v1/openapi.json');
  if (reply.status === 401) {
    document.getElementById('state').replaceChildren('This service asks who you are. ', make('a', { href: '/' }, 'Sign in at the console'), ', and come back.');
  } else if (!reply.ok) {
    document.getElementById('state').textContent = `The document could not be had (${reply.status}). Load the page again in a moment.`;
  } else {
    spec = await reply.json();
    show();
    follow();
  }
} catch (failure) {
  document.getElementById('state').textContent = 'The service cannot be reached. Load the page again in a moment.';
}
