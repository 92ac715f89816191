import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import { toArn } from './place.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

const KEY = 'AWS::KMS::Key';

export const KEY_TYPES: readonly ResourceType[] = [
  {
    type: KEY,
    attributes: { Arn: toKeyArn, KeyId: ({ name }) => name },
    properties: [
      'Description',
      'Enabled',
      'EnableKeyRotation', // nothing here is encrypted: what counts is who may decrypt it on AWS
      'KeyPolicy',
      'PendingWindowInDays',
      'RotationPeriodInDays',
      'Tags',
    ],
  },
];

/** A key of the template. On AWS its own policy decides besides the caller's, and here too. */
export type LocalKey = {
  readonly logicalId: string;
  readonly arn: string;
  readonly policy: Readonly<Record<string, unknown>>;
};

const Properties = z.object({ KeyPolicy: z.record(z.string(), z.unknown()) });

export function readKeys(assembly: Assembly): readonly LocalKey[] {
  return assembly.resourcesOf(KEY).map((resource) => ({
    logicalId: resource.logicalId,
    arn: toKeyArn(resource),
    policy: Properties.parse(resource.properties).KeyPolicy,
  }));
}

function toKeyArn({ place, name }: NamedResource): string {
  return toArn(place, 'kms', `key/${name}`);
}
