import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Ajv } from 'ajv';
import { createApp } from '../../infra/create-app.ts';
import { checkMerchants, readMerchants } from '../../infra/options/merchants.ts';
import { readNestedTemplates } from './nested-policies.ts';

type Merchants = readonly { readonly id: string; readonly principals: readonly string[] }[];

const isValid = new Ajv().compile(JSON.parse(readFileSync('merchants.schema.json', 'utf8')));

function toFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'estorno-merchants-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function toFile(t: TestContext, content: unknown): string {
  const path = join(toFolder(t), 'merchants.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

type Producers = { readonly producers?: string };

type Synthesized = { readonly main: string; readonly nested: readonly string[]; readonly access: string };

/** A stack with these merchants: its template, those of its nested stacks, and all of them as one text. */
function synthesize(t: TestContext, merchants: Merchants, producers: Producers = {}): Synthesized {
  const outdir = toFolder(t);
  const context = { ...producers, ...(merchants.length > 0 && { merchants: toFile(t, { merchants }) }) };
  createApp({ bundle: false, outdir, context }).synth();
  const nested = readNestedTemplates(outdir);
  const main = readFileSync(join(outdir, 'Estorno.template.json'), 'utf8');
  return { main, nested, access: nested.join() };
}

/** `loja-1` with the role `storefront-1`, and so on. */
function toMerchants(count: number): Merchants {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return numbers.map((number) => ({
    id: `loja-${number}`,
    principals: [`arn:aws:iam::111122223333:role/storefronts/storefront-${number}`],
  }));
}

const countResources = (template: string) => Object.keys(JSON.parse(template).Resources).length;

const files: readonly [verdict: boolean, content: unknown][] = [
  [true, { merchants: [] }],
  [true, { $schema: './merchants.schema.json', merchants: [{ id: 'loja-1', principals: ['storefront'] }] }],
  [true, { merchants: [{ id: '*', principals: ['arn:aws:iam::111122223333:user/a/backend'] }] }],
  [false, { merchants: [{ id: 'loja_1', principals: ['storefront'] }] }],
  [false, { merchants: [{ id: 'loja-1', principals: [] }] }],
  [false, { merchants: [{ id: 'loja-1', principals: ['arn:aws:iam::111122223333:root'] }] }],
  [false, { merchants: [{ id: 'loja-1' }] }],
  [false, { merchants: [{ id: 'loja-1', principals: ['storefront'], name: 'Loja' }] }],
  [false, { merchants: 'loja-1' }],
  [false, []],
];

for (const [verdict, content] of files)
  test(`the schema and the deployment ${verdict ? 'accept' : 'refuse'} ${JSON.stringify(content)}`, (t) => {
    assert.equal(isValid(content), verdict);
    const read = () => checkMerchants(readMerchants(toFile(t, content)));
    if (verdict) read();
    else assert.throws(read, { name: 'UsageError' });
  });

test('a merchant is named once, with all of its principals', () => {
  const merchants = ['a', 'b'].map((role) => ({ id: 'loja-1', principals: [role] }));
  assert.throws(() => checkMerchants(merchants), { name: 'UsageError', message: /"loja-1" twice/ });
});

test('500 merchants, each with a role of its own, are within the limits of CloudFormation', (t) => {
  const producers = { producers: 'arn:aws:iam::111122223333:role/storefronts/*' };
  const none = synthesize(t, [], producers);
  const { main, nested } = synthesize(t, toMerchants(500), producers);
  for (const template of [main, ...nested]) {
    assert.ok(countResources(template) <= 500, `${countResources(template)} resources`);
    assert.ok(template.length <= 1_000_000, `${template.length} characters`);
  }
  const roles = nested.map(countResources).reduce((sum, count) => sum + count, 0);
  assert.equal(roles, 500);
  assert.equal(countResources(main), countResources(none.main) + nested.length);
  assert.deepEqual(Object.keys(JSON.parse(main).Outputs), Object.keys(JSON.parse(none.main).Outputs));
  t.diagnostic(`main ${main.length}, nested ${nested.map(({ length }) => length).join(', ')} characters`);
});

test('a merchant that is left out loses its access, and nothing else changes', (t) => {
  const before = synthesize(t, toMerchants(40));
  const after = synthesize(
    t,
    toMerchants(40).filter(({ id }) => id !== 'loja-7'),
  );
  assert.match(before.access, /"storefront-7"/);
  assert.match(before.access, /merchants\/loja-7\//);
  assert.doesNotMatch(after.access, /"storefront-7"|merchants\/loja-7\/|merchant\.loja-7"/);
  const changed = before.nested.filter((template) => !after.nested.includes(template));
  assert.equal(changed.length, 1, 'only the nested stack of this role changes');
});

test('a role that acts for several merchants keeps the others when one is left out', (t) => {
  const both = ['loja-1', 'loja-2'].map((id) => ({ id, principals: ['shared'] }));
  const { access } = synthesize(t, both.slice(0, 1));
  assert.match(access, /merchants\/loja-1\//);
  assert.doesNotMatch(access, /loja-2/);
});

test('without merchants there is no nested stack: leaving the last one out revokes it too', (t) => {
  assert.deepEqual(synthesize(t, []).nested, []);
});

test('nothing outside the stack keeps it from being deleted: policies are part of their principals', (t) => {
  const users = [{ id: 'loja-1', principals: ['arn:aws:iam::111122223333:user/backend', 'storefront'] }];
  const { main, access } = synthesize(t, users);
  const managed = [...main.matchAll(/"(\w+)": \{\s+"Type": "AWS::IAM::ManagedPolicy"/g)];
  assert.ok(managed.every(([, id]) => id?.startsWith('Operator')));
  const types = [...access.matchAll(/"Type": "(AWS::[^"]+)"/g)].map(([, type]) => type);
  assert.deepEqual(types.toSorted(), ['AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy']);
  assert.doesNotMatch(access, /DeletionPolicy/);
});

test('one role for more merchants than its policies can name is refused, and every merchant is possible', (t) => {
  const shared = (count: number) => toMerchants(count).map(({ id }) => ({ id, principals: ['shared'] }));
  synthesize(t, shared(30));
  assert.throws(() => synthesize(t, shared(60)), {
    name: 'UsageError',
    message: /60 merchants for the role shared.*every merchant/,
  });
  assert.match(synthesize(t, [{ id: '*', principals: ['shared'] }]).access, /merchants\/\*\/\*/);
});

test('more principals than the policy of the bus has room for are refused, unless a path includes them', (t) => {
  synthesize(t, toMerchants(80));
  assert.throws(() => synthesize(t, toMerchants(200)), {
    name: 'UsageError',
    message: /merchants has "200 principals".*role\/storefronts\/\*/,
  });
  const { main } = synthesize(t, toMerchants(200), {
    producers: 'arn:aws:iam::111122223333:role/storefronts/*',
  });
  assert.doesNotMatch(main, /storefronts\/storefront-1"/);
});
