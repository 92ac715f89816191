import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Place } from '../../local/assembly/place.ts';
import { readPolicyDocument } from '../../local/assembly/policy-document.ts';
import { createResolver } from '../../local/assembly/resolver.ts';
import { Template } from '../../local/assembly/template.ts';

const RolePolicy = z.object({ RoleName: z.string(), PolicyName: z.string(), PolicyDocument: z.unknown() });

/** The templates of the nested stacks in an assembly, as text. */
export function readNestedTemplates(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.nested.template.json'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** The policies of roles in the nested stacks of an assembly, with these parameters. */
export function readNestedPolicies(
  folder: string,
  parameters: Readonly<Record<string, string>>,
  place: Place,
) {
  return readNestedTemplates(folder).flatMap((text) => {
    const filled = Object.entries(parameters).reduce(
      (filling, [name, value]) => filling.replaceAll(JSON.stringify({ Ref: name }), JSON.stringify(value)),
      JSON.stringify(JSON.parse(text)),
    );
    const template = Template.parse(JSON.parse(filled));
    const { resolve } = createResolver(template, place, new Map());
    return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties }]) => {
      if (Type !== 'AWS::IAM::RolePolicy') return [];
      const { RoleName, PolicyName, PolicyDocument } = RolePolicy.parse(resolve(Properties));
      const policy = readPolicyDocument(PolicyDocument, logicalId);
      return [{ role: RoleName, name: PolicyName, policy }];
    });
  });
}
