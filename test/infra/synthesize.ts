import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { synthesize } from '../../local/synthesize.ts';

export type Resources = ReturnType<Template['findResources']>;

/** The assembly of `infra/app.ts`. It is cached, so that it is synthesized once for all test files. */
export const assembly = await synthesize();

export const template: { readonly Resources: Resources; readonly Outputs: Resources } = JSON.parse(
  readFileSync(join(assembly, 'Estorno.template.json'), 'utf8'),
);

/** Every resource of a type, by logical id. */
export function resourcesOf(type: string): [id: string, resource: Resources[string]][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}

/** The properties of every resource of a type, by logical id. */
export function propertiesOf(type: string): [id: string, properties: Resources[string]][] {
  return resourcesOf(type).map(([id, { Properties }]) => [id, Properties ?? {}]);
}

/** The only resource of a type whose logical id has this prefix. */
export function only(type: string, idStart: string): Resources[string] {
  return template.Resources[idOf(type, idStart)]?.Properties ?? {};
}

/** The logical id of the alias that a value of the template names; empty if it names none. */
export function aliasIn(value: unknown): string {
  return /"Ref":"(\w+FunctionAliaslive\w+)"/.exec(JSON.stringify(value))?.[1] ?? '';
}

/** The logical id of the only resource of a type with this prefix. */
export function idOf(type: string, idStart: string): string {
  const found = resourcesOf(type).filter(([id]) => id.startsWith(idStart));
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} resources ${type} begin with ${idStart}`);
  return first[0];
}
