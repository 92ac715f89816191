import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as z from 'zod';
import { PROVIDERS } from '../../../infra/providers.ts';
import { synthesizeWith } from '../../infra/synthesize-with.ts';

const page = readFileSync(join('docs', 'removal.md'), 'utf8');

const Stack = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), DeletionPolicy: z.string().optional() })),
});

test('the page on removing a stack names exactly the types of resources that remain', async () => {
  const folder = await synthesizeWith({ fixedAddress: 'sopague', alarmEmail: 'oncall@loja.example' });
  const text = readFileSync(join(folder, 'Estorno.template.json'), 'utf8');
  const kept = Object.values(Stack.parse(JSON.parse(text)).Resources)
    .filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'))
    .map(({ Type }) => Type)
    // Lambda deletes them with their function.
    .filter((type) => type !== 'AWS::Lambda::Version');
  const named = [...page.matchAll(/^\|.*`(AWS::\w+::\w+)`/gm)].map(([, type]) => type);
  assert.deepEqual(named.toSorted(), [...new Set(kept)].toSorted());
});

test('the page switches off every provider before a stack is removed, and keeps all but the one that is removed', () => {
  const [whole = '', one = ''] = page.split('## Remove one provider');
  const ids = PROVIDERS.map(({ id }) => id);
  const disabled = [...whole.matchAll(/ops -- disable (\w+) --reason/g)].map(([, id]) => id);
  assert.deepEqual(disabled, ids);
  const [, removed] = /ops -- disable (\w+) --reason/.exec(one) ?? [];
  const [, kept = ''] = /cdk deploy -c providers=(\S+)/.exec(one) ?? [];
  assert.deepEqual(
    kept.split(','),
    ids.filter((id) => id !== removed),
  );
});
