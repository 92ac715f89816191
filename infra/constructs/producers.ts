import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import { refuse } from '../options/refuse.ts';
import type { NamedPrincipals } from './deny-others.ts';

/**
 * Characters of all ARNs in the policy of the bus, which has room for 10,240 in all.
 *
 * @source docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html, 2026-11
 */
const MOST_CHARACTERS = 8000;

/** Characters of an ARN of which parts are known at the deployment only, and what JSON has between two. */
const LEAST_CHARACTERS = 60;
const BETWEEN = 3;

/**
 * Who may put commands on the bus: those that the option `producers` names, and the principals of the merchants. An ARN that a
 * name with a wildcard includes is not named again, so that one path stands for the roles of many merchants.
 * @throws UsageError if the policy of the bus has no room for all of them
 */
export function toProducers(
  scope: Construct,
  { merchants, producers }: Pick<Configuration, 'merchants' | 'producers'>,
): NamedPrincipals {
  const patterns = producers.map(toPattern);
  const principals = [...new Set(merchants.flatMap((merchant) => merchant.principals))];
  const others = principals.filter((principal) => !patterns.some((pattern) => pattern.test(principal)));
  const named = [...producers, ...others.flatMap((principal) => toArns(scope, principal))];
  const sizes = named.map((arn) => Math.max(arn.length, LEAST_CHARACTERS) + BETWEEN);
  if (sizes.reduce((sum, size) => sum + size, 0) > MOST_CHARACTERS)
    refuse(
      'merchants',
      `${others.length} principals`,
      'The policy of the event bus has no room for so many. Name the principals by ARNs with a path, and name the path in the ' +
        'option producers, as in arn:aws:iam::111122223333:role/storefronts/*',
    );
  return named;
}

/** A role that is given by its name may have any path. */
function toArns(scope: Construct, principal: string): readonly string[] {
  if (principal.startsWith('arn:')) return [principal];
  const { partition, account } = Stack.of(scope);
  return ['', '*/'].map((path) => `arn:${partition}:iam::${account}:role/${path}${principal}`);
}

function toPattern(arn: string): RegExp {
  const parts = arn.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
