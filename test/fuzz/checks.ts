import * as z from 'zod';
import { EstornoError } from '../../shared/domain/problem.ts';
import { problemSchema } from '../../shared/http/answer-schemas.ts';
import { OTHER_STATUSES, STATUS_OF_PROBLEM } from '../../shared/http/problems.ts';
import { findCanary } from '../canary/canaries.ts';
import { checkWellFormed } from './aws-limits.ts';
import type { Ports } from './ports.ts';
import { holds, shown } from './violation.ts';

const responseSchema = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

export type Answered = { readonly status: number; readonly body: unknown; readonly code: string | undefined };

/** 5xx that an answer may have: what the provider did, or the time that the caller himself set. */
const DOCUMENTED_5XX = [
  ...['provider_unreachable', 'provider_capacity', 'provider_rate_limited', 'provider_unavailable'],
  ...['provider_auth_failed', 'provider_rejected_request', 'provider_disabled', 'deadline_exceeded'],
];

/** An answer over HTTP that is as the contract says. @throws Violation */
export function readHttpAnswer(result: unknown): Answered {
  const response = responseSchema.safeParse(result);
  holds(response.success, 'every request gets an answer', () => shown(result));
  const { statusCode: status, headers, body: text } = response.data;
  const body = text === '' ? undefined : JSON.parse(text);
  checkWellFormed('an answer', body);
  if (status < 400) return { status, body, code: undefined };

  holds(headers['content-type'] === 'application/problem+json', 'a refusal is a problem', () =>
    shown(result),
  );
  const problem = problemSchema.safeParse(body);
  holds(
    problem.success,
    'a problem has the members of the contract',
    () => `${shown(problem.error)} ${shown(body)}`,
  );
  const { code } = problem.data;
  holds(
    [STATUS_OF_PROBLEM[code], OTHER_STATUSES[code]?.status].includes(status) &&
      problem.data.status === status,
    'the status fits the code',
    () => shown(body),
  );
  holds(status < 500 || DOCUMENTED_5XX.includes(code), 'no mistake of ours', () => shown(body));
  return { status, body, code };
}

/** An error as its caller sees it: one of the closed list, and no mistake of ours. @throws Violation */
export function readThrown(error: unknown, ports: Ports): EstornoError {
  holds(error instanceof EstornoError, 'every error has a code', () => shown(error));
  const { cause } = error;
  holds(
    error.name !== 'internal_error',
    'no mistake of ours',
    () => `${shown(error)} because of ${shown(cause)} ${ports.logged.at(-1)}`,
  );
  checkOutput(`${error.message} ${JSON.stringify(error.facts)}`);
  return error;
}

/** Nothing that left holds a secret. @throws Violation */
export function checkOutputs(ports: Ports, ...results: readonly unknown[]): void {
  for (const text of [...ports.outputs(), ...results.map((result) => JSON.stringify(result) ?? '')])
    checkOutput(text);
}

function checkOutput(text: string): void {
  const found = findCanary(text);
  holds(found === undefined, 'no secret in any output', () => String(found));
}

/** Nothing was stored or sent; nor published, unless refusals of this input are published. @throws Violation */
export function checkUntouched({ saves, sent, published, aside, delays }: Ports, mayPublish = false): void {
  holds(saves.length === 0, 'what is refused stores nothing', () => shown(saves));
  holds(sent.length === 0, 'what is refused sends nothing', () =>
    shown(sent.map(({ method, path }) => `${method} ${path}`)),
  );
  if (!mayPublish)
    holds(published.length + aside.length + delays.length === 0, 'what is refused publishes nothing', () =>
      shown({ published, aside, delays }),
    );
}
