import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';

/** Condition keys, in lower case, that the local AWS port gives a value to (`aws/authorizer.ts`, the services in `aws`). */
const KNOWN_CONDITION_KEYS = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:requestedregion',
  'aws:securetransport',
  'dynamodb:enclosingoperation',
  'dynamodb:leadingkeys',
  'events:detail-type',
  'events:source',
  'kms:encryptioncontext:aws:dynamodb:tablename',
  'kms:encryptioncontext:secretarn',
  'kms:viaservice',
];

const KNOWN_ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

const OneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMore.optional(),
  NotAction: OneOrMore.optional(),
  Resource: OneOrMore.optional(),
  NotResource: OneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const PolicyDocument = z.object({ Version: z.string(), Statement: z.array(Statement) });

export type PolicyDocument = z.infer<typeof PolicyDocument>;

const Raw = z.object({ Statement: z.array(z.record(z.string(), z.unknown())) });

/** @throws LocalStackError naming an element or a condition key whose effect could not be decided here */
export function readPolicyDocument(document: unknown, logicalId: string): PolicyDocument {
  const element = Raw.parse(document)
    .Statement.flatMap((statement) => Object.keys(statement))
    .find((key) => !KNOWN_ELEMENTS.includes(key));
  if (element)
    throw new LocalStackError(
      `The local stack does not know the policy element ${element} (in ${logicalId}). ` +
        `It knows ${KNOWN_ELEMENTS.join(', ')}.`,
    );
  const policy = PolicyDocument.parse(document);
  for (const { Condition } of policy.Statement) refuseCondition(Condition ?? {}, logicalId);
  return policy;
}

function refuseCondition(
  condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  logicalId: string,
): void {
  const key = Object.values(condition)
    .flatMap((test) => Object.keys(test))
    .find((name) => !KNOWN_CONDITION_KEYS.includes(name.toLowerCase()));
  if (key)
    throw new LocalStackError(
      `The local stack does not know the condition key ${key} (in ${logicalId}). ` +
        'Give it a value in local/aws and list it in local/assembly/policy-document.ts.',
    );
}
