import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { eventDetailSchema } from '../../../shared/events/event-schemas.ts';
import { SCHEMAS_FOLDER, toEventSchemas } from '../../../tools/docs/event-schemas.ts';

const fileSchema = z.looseObject({
  examples: z.array(z.object({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() })).min(1),
});

const readJson = (file: string): unknown => JSON.parse(readFileSync(`${SCHEMAS_FOLDER}/${file}`, 'utf8'));

test('there is one file for each type of event, and a page that explains them', () => {
  const files = toEventSchemas().map(({ file }) => file);
  assert.deepEqual(readdirSync(SCHEMAS_FOLDER).toSorted(), ['README.md', ...files].toSorted());
});

describe('the JSON Schema of an event is what the code says (else: npm run docs:events), and its examples are right:', () => {
  for (const { type, file, schema } of toEventSchemas()) {
    test(type, () => {
      const kept = readJson(file);
      assert.deepEqual(kept, JSON.parse(JSON.stringify(schema)));

      const published = z.fromJSONSchema(JSON.parse(JSON.stringify(kept)));
      for (const example of fileSchema.parse(kept).examples) {
        assert.deepEqual(eventDetailSchema(type).safeParse(example.detail).error, undefined);
        assert.deepEqual(published.safeParse(example).error, undefined);
        assert.equal(published.safeParse({ ...example, detail: {} }).success, false);
        assert.equal(published.safeParse({ ...example, 'detail-type': 'Other' }).success, false);
      }
    });
  }
});
