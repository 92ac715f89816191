import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type IApplyRule, NagRuleCompliance, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import * as z from 'zod';
import { createApp } from '../../infra/create-app.ts';

type Finding = { readonly id: string; readonly at: CfnResource };

type Acknowledgement = { readonly id: string; readonly reason: string; readonly at: IConstruct };

/** Every finding of a rule, acknowledged or not; the packs themselves omit acknowledged ones. */
function findingsOf(packName: string, { rule, ruleSuffixOverride, node }: IApplyRule): Finding[] {
  const id = `${packName}-${ruleSuffixOverride ?? rule.name}`;
  const result = rule(node);
  if (Array.isArray(result)) return result.map((finding) => ({ id: `${id}[${finding}]`, at: node }));
  return result === NagRuleCompliance.NON_COMPLIANT ? [{ id, at: node }] : [];
}

class EveryAwsSolutionsFinding extends AwsSolutionsChecks {
  readonly findings: Finding[] = [];
  protected override applyRule(asked: IApplyRule): void {
    this.findings.push(...findingsOf(this.packName, asked));
  }
}

class EveryServerlessFinding extends ServerlessChecks {
  readonly findings: Finding[] = [];
  protected override applyRule(asked: IApplyRule): void {
    this.findings.push(...findingsOf(this.packName, asked));
  }
}

const Reasons = z.record(z.string(), z.string());

/** The CDK acknowledges some of its own checks in the same way. */
const OF_THE_PACKS = /^(AwsSolutions|Serverless)-/;

function acknowledgementsIn(app: IConstruct): Acknowledgement[] {
  return app.node.findAll().flatMap((at) =>
    at.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(Reasons.parse(data)))
      .map(([id, reason]) => ({ id: id.replace(/^annotation::/i, ''), reason, at }))
      .filter(({ id }) => OF_THE_PACKS.test(id)),
  );
}

/** Whether it acknowledges this finding: the same id, on the resource or one of its parents. */
function isAbout({ id, at }: Acknowledgement, finding: Finding): boolean {
  return id === finding.id && finding.at.node.scopes.includes(at);
}

const CONFIGURATIONS: Readonly<Record<string, Parameters<typeof createApp>[0]>> = {
  'as it is': {},
  'with merchants': { context: { merchants: 'loja-1,loja-2' } },
  'with a fixed address': { context: { fixedAddress: 'sopague,letpay' } },
  'with tokens': {
    context: { jwtIssuer: 'https://id.example', jwtAudience: 'estorno', jwtMerchantClaim: 'merchants' },
  },
  'bound to an account and a region': { env: { account: '111122223333', region: 'sa-east-1' } },
};

for (const [how, options] of Object.entries(CONFIGURATIONS)) {
  const app = createApp({ ...options, bundle: false });
  const packs = [new EveryAwsSolutionsFinding(app), new EveryServerlessFinding(app)];
  for (const pack of packs) pack.validateScope(app);
  const findings = packs.flatMap((pack) => pack.findings);
  const acknowledgements = acknowledgementsIn(app);

  test(`the stack ${how} has no finding of cdk-nag without an acknowledgement beside its construct`, () => {
    const open = findings.filter((finding) => !acknowledgements.some((each) => isAbout(each, finding)));
    assert.ok(findings.length > 0, 'no rule was asked');
    assert.deepEqual(
      open.map(({ id, at }) => `${id} at ${at.node.path}`),
      [],
    );
  });

  test(`the stack ${how} acknowledges only findings that exist`, () => {
    const idle = acknowledgements.filter((each) => !findings.some((finding) => isAbout(each, finding)));
    assert.deepEqual(
      idle.map(({ id, at }) => `${id} at ${at.node.path}`),
      [],
    );
  });

  test(`every acknowledgement in the stack ${how} gives a reason in a sentence`, () => {
    for (const { id, reason } of acknowledgements) assert.match(reason, /^[A-Z].{30,}/, id);
  });
}
