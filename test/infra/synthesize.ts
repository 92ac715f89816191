import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../infra/app.ts';

export type Resources = ReturnType<Template['findResources']>;

/** The template of the stack, without bundling its functions. */
export const template = synthesize();

function synthesize(): Template {
  const outdir = createOutdir();
  const { template } = createApp({ outdir, bundle: false }).synth().getStackByName('Estorno');
  rmSync(outdir, { recursive: true });
  return Template.fromJSON(template);
}

/** A new folder for an assembly; all have the same depth, which source maps, and so asset hashes, depend on. */
export function createOutdir(): string {
  return mkdtempSync(join(tmpdir(), 'estorno-cdk-'));
}

/** The properties of every resource of a type, by logical id. */
export function propertiesOf(type: string): [id: string, properties: Resources[string]][] {
  return Object.entries(template.findResources(type)).map(([id, { Properties }]) => [id, Properties ?? {}]);
}

/** The one resource of a type whose logical id begins like this. */
export function only(type: string, idStart: string): Resources[string] {
  const found = propertiesOf(type).filter(([id]) => id.startsWith(idStart));
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} resources ${type} begin with ${idStart}`);
  return first[1];
}
