import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { LocalBus, LocalRule } from '../assembly/events.ts';
import type { Place } from '../assembly/place.ts';
import type { LocalQueue } from '../assembly/queues.ts';
import { LocalStackError } from '../local-stack-error.ts';

/**
 * A rule sends to a queue by the queue's own policy. On AWS a missing one is noticed by nobody: the events vanish.
 * @throws LocalStackError naming the first rule that its queue does not let in
 */
export async function refuseRules(buses: readonly LocalBus[], place: Place): Promise<void> {
  for (const rule of buses.flatMap(({ rules }) => rules))
    for (const queue of rule.targets) {
      if (await isLetIn(rule, queue, place)) continue;
      throw new LocalStackError(
        `The rule ${rule.logicalId} may not send to the queue ${queue.logicalId}. Let events.amazonaws.com ` +
          'sqs:SendMessage in a policy of the queue, with aws:SourceArn the ARN of the rule.',
      );
    }
}

async function isLetIn(rule: LocalRule, queue: LocalQueue, place: Place): Promise<boolean> {
  const decisions = queue.policies.map(async (resourcePolicy) => {
    const simulated = await runSimulation(
      {
        request: {
          principal: 'events.amazonaws.com',
          action: 'sqs:SendMessage',
          resource: { resource: queue.arn, accountId: place.accountId },
          contextVariables: {
            'aws:SourceAccount': place.accountId,
            'aws:SourceArn': rule.arn,
            'aws:SecureTransport': 'true',
          },
        },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy,
      },
      { simulationMode: 'Strict' },
    );
    if (simulated.resultType === 'error')
      throw new LocalStackError(
        `IAM cannot decide the policy of the queue ${queue.logicalId}: ${JSON.stringify(simulated.errors)}`,
      );
    return simulated.overallResult === 'Allowed';
  });
  return (await Promise.all(decisions)).includes(true);
}
