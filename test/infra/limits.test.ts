import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { toConfiguration } from '../../infra/configuration.ts';
import { LIMIT_TEXTS } from '../../infra/limits.ts';
import { readContext } from '../../infra/options/read-context.ts';
import { PROVIDERS } from '../../infra/providers.ts';
import { LIMIT_RULES, type LimitName, parseLimits, STANDARD_LIMITS } from '../../shared/domain/limits.ts';
import { synthesizeWith } from './synthesize-with.ts';

const functionSchema = z.object({
  Properties: z.object({ Environment: z.object({ Variables: z.looseObject({ LIMITS: z.string() }) }) }),
});

function read(context: Readonly<Record<string, unknown>>) {
  const { limits, logRetentionDays } = toConfiguration(
    readContext(new App({ context, analyticsReporting: false }).node),
  );
  return { limits, logRetentionDays };
}

const CONTEXT = { attemptsPerOperation: '5', inquiryPauses: '1, 2,60', logRetentionDays: '400' };

test('without context values the limits are the standard ones, and logs are kept for a month', () => {
  assert.deepEqual(read({}), { limits: STANDARD_LIMITS, logRetentionDays: 30 });
});

test('each limit is a context value', () => {
  assert.deepEqual(read(CONTEXT), {
    limits: { ...STANDARD_LIMITS, attemptsPerOperation: 5, inquiryPauses: [1, 2, 60] },
    logRetentionDays: 400,
  });
  assert.equal(read({ waitSeconds: 0 }).limits.waitSeconds, 0);
});

describe('a limit out of its bounds', () => {
  for (const name of Object.keys(LIMIT_RULES) as LimitName[])
    test(`${name} is refused with its bounds and its reason`, () => {
      const { least, most } = LIMIT_RULES[name];
      const { reason } = LIMIT_TEXTS[name];
      for (const value of [least - 1, most + 1, 'many', '1.5'])
        assert.throws(() => read({ [name]: value }), {
          name: 'UsageError',
          message: new RegExp(
            `${name} has "${value}"\\..* from ${least} to ${most}\\. ${reason.slice(0, 30)}`,
          ),
        });
    });

  for (const value of ['0', '5,4', '3601', '1,', 'x', Array(31).fill(1).join()])
    test(`inquiryPauses "${value.slice(0, 8)}" is refused`, () =>
      assert.throws(() => read({ inquiryPauses: value }), /inquiryPauses has ".*separated by commas/));

  for (const value of ['0', '29', '9999', 'long'])
    test(`logRetentionDays "${value}" is refused with what CloudWatch offers`, () =>
      assert.throws(
        () => read({ logRetentionDays: value }),
        /logRetentionDays has ".*(1, 3, 5, 7, 14, 30, |Use a whole number)/,
      ));

  test('ends the synthesis with one sentence', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
      encoding: 'utf8',
      env: { ...process.env, CDK_CONTEXT_JSON: '{"waitSeconds":"60"}' },
    });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^The option waitSeconds has "60"\.[^\n]+\n$/);
  });

  for (const name of ['attemptPerOperation', 'inquiryPause', 'logRetention', 'waitSecond', 'WaitSeconds'])
    test(`${name}, which is near the name of one, is refused`, () =>
      assert.throws(() => read({ [name]: '7' }), /Did you mean/));
});

describe('a stack with its own limits', () => {
  type Resource = { readonly Type: string; readonly Properties: Record<string, unknown> };
  let resources: Readonly<Record<string, Resource>>;
  before(async () => {
    const folder = await synthesizeWith(CONTEXT);
    resources = JSON.parse(readFileSync(join(folder, 'Estorno.template.json'), 'utf8')).Resources;
  });

  test('gives them to the functions of the providers, which read the same', () => {
    for (const { id } of PROVIDERS) {
      const [own] = Object.keys(resources).filter((name) => name.startsWith(`${id}Function`));
      const { Variables } = functionSchema.parse(resources[own ?? '']).Properties.Environment;
      assert.deepEqual(parseLimits(Variables.LIMITS), read(CONTEXT).limits);
    }
  });

  test('keeps every log for as long', () => {
    const groups = Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    assert.ok(groups.length > PROVIDERS.length);
    for (const { Properties } of groups) assert.equal(Properties.RetentionInDays, 400);
  });
});
