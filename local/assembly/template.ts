import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import { IGNORED_PARAMETERS, IGNORED_RULES } from './ignored-types.ts';
import type { ResourceType } from './resource-type.ts';

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

export const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Condition: z.string().optional() }))
    .default({}),
  Rules: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.unknown()).default({}),
  Transform: z.unknown().optional(),
});

export type Template = z.infer<typeof Template>;

type Resource = z.infer<typeof Resource>;

/**
 * Refuses what would run otherwise here than on AWS.
 * @throws LocalStackError naming the first thing that the local stack does not know
 */
export function refuseUnknown(template: Template, types: ReadonlyMap<string, ResourceType>): void {
  for (const [logicalId, resource] of Object.entries(template.Resources))
    refuseResource(logicalId, resource, types);
  refuseOthers('parameter', template.Parameters, IGNORED_PARAMETERS);
  refuseOthers('rule', template.Rules, IGNORED_RULES);
  refuseOthers('mapping', template.Mappings, []);
  refuseOthers(
    'conditional output',
    Object.fromEntries(Object.entries(template.Outputs).filter(([, { Condition }]) => Condition)),
    [],
  );
  if (template.Transform !== undefined)
    throw new LocalStackError(
      'The local stack does not know template transforms. Write the resources out in CDK.',
    );
}

function refuseResource(
  logicalId: string,
  resource: Resource,
  types: ReadonlyMap<string, ResourceType>,
): void {
  const known = types.get(resource.Type);
  if (!known)
    throw new LocalStackError(
      `The local stack does not know the resource type ${resource.Type} (logical id ${logicalId}). ` +
        'Add it to a file in local/assembly and to resource-types.ts there, or to ignored-types.ts with the reason.',
    );
  if ('ignoredBecause' in known) return;
  if (resource.Condition)
    throw new LocalStackError(
      `The local stack does not know conditions on resources (${resource.Condition} on logical id ${logicalId}). ` +
        'Decide it in the CDK app instead.',
    );
  const unknown = Object.keys(resource.Properties).find((property) => !known.properties.includes(property));
  if (unknown)
    throw new LocalStackError(
      `The local stack does not know the property ${unknown} of ${resource.Type} (logical id ${logicalId}). ` +
        'Make local do what it says, or list it with that type if it changes nothing on one machine.',
    );
}

function refuseOthers(
  kind: string,
  found: Readonly<Record<string, unknown>>,
  known: readonly string[],
): void {
  const unknown = Object.keys(found).find((name) => !known.includes(name));
  if (unknown)
    throw new LocalStackError(
      `The local stack does not know the template's ${kind} ${unknown}. Decide it in the CDK app, ` +
        'or list it in local/assembly/ignored-types.ts if it changes nothing on one machine.',
    );
}
