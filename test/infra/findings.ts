import { type App, type CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type IApplyRule, NagRuleCompliance, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import * as z from 'zod';
import { type AppOptions, createApp } from '../../infra/create-app.ts';

export type Finding = { readonly id: string; readonly at: CfnResource };

export type Acknowledgement = { readonly id: string; readonly reason: string; readonly at: IConstruct };

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

/** What cdk-nag says of an app, and what the app acknowledges of it. */
export type Findings = {
  /** How many findings there are, acknowledged or not. */
  readonly count: number;
  /** Without an acknowledgement on the resource or one of its parents. */
  readonly open: readonly string[];
  /** Acknowledgements of something that is not found. */
  readonly idle: readonly string[];
  /** Every acknowledgement, with its reason. */
  readonly reasons: readonly Acknowledgement[];
};

/** Checks the app with the same packs as the synthesis, without bundling its functions. */
export function findIn(options: AppOptions): Findings & { readonly app: App } {
  const app = createApp({ ...options, bundle: false });
  return { app, ...toFindings(app) };
}

/** Checks an app, or a part of it, with the same packs as the synthesis. */
export function toFindings(scope: IConstruct): Findings {
  const packs = [new EveryAwsSolutionsFinding(scope), new EveryServerlessFinding(scope)];
  for (const pack of packs) pack.validateScope(scope);
  const findings = packs.flatMap((pack) => pack.findings);
  const reasons = acknowledgementsIn(scope);
  const open = findings.filter((finding) => !reasons.some((each) => isAbout(each, finding)));
  const idle = reasons.filter((each) => !findings.some((finding) => isAbout(each, finding)));
  return { count: findings.length, open: open.map(toText), idle: idle.map(toText), reasons };
}

function toText({ id, at }: Finding | Acknowledgement): string {
  return `${id} at ${at.node.path}`;
}
