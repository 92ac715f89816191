import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toIamArn } from '../../local/assembly/place.ts';
import { readPolicyDocument } from '../../local/assembly/policy-document.ts';
import { createAuthorizer } from '../../local/aws/authorizer.ts';
import { readCodeBlock } from './code-block.ts';

const MAY: readonly [verdict: 'may' | 'may not', source: string, detailType: string, bus?: string][] = [
  ['may', 'estorno.merchant.loja-1', 'PaymentCancellationRequested'],
  ['may not', 'estorno.merchant.loja-2', 'PaymentCancellationRequested'],
  ['may not', 'estorno', 'PaymentCancellationRequested'],
  ['may not', 'estorno.merchant.loja-1', 'PaymentRefundRequested'],
  ['may not', 'estorno.merchant.loja-1', 'PaymentCancellationRequested', 'event-bus/default'],
];
for (const [verdict, source, detailType, bus = 'event-bus/EstornoEventBus'] of MAY)
  test(`the schedules' role ${verdict} put ${detailType} of ${source} on ${bus}`, async () => {
    const place = { stackName: 'Estorno', accountId: '111122223333', region: 'sa-east-1' };
    const policy = readPolicyDocument(
      JSON.parse(readCodeBlock('cancel-unpaid-orders', 'policy.json')),
      'policy.json',
    );
    const role = { logicalId: 'schedules', name: 'schedules', roleArn: toIamArn(place, 'role/schedules') };
    const authorizer = createAuthorizer(
      [role],
      [{ ...role, arn: role.roleArn, policies: [{ name: 'commands', policy }] }],
      place,
    );

    const refusal = await authorizer.refusalOf(role.logicalId, [
      {
        action: 'events:PutEvents',
        resourceArn: `arn:aws:events:sa-east-1:111122223333:${bus}`,
        context: { 'events:source': [source], 'events:detail-type': [detailType] },
      },
    ]);

    assert.equal(refusal === undefined ? 'may' : 'may not', verdict);
  });
