import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const schema = z.object({
  /** The page, and which of its examples. */
  source: z.string(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.nullable(z.string()),
    form: z.optional(z.record(z.string(), z.string())),
  }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() }),
});

/** A documented example, byte for byte. */
export type Example = z.infer<typeof schema>;

const FOLDER = new URL('../fixtures/', import.meta.url);

export function readExample(provider: string, name: string): Example {
  return schema.parse(JSON.parse(readFileSync(new URL(`${provider}/${name}.json`, FOLDER), 'utf8')));
}

export function listExamples(provider: string): string[] {
  return readdirSync(new URL(`${provider}/`, FOLDER)).map((file) => file.replace('.json', ''));
}
