import { PROBLEMS, type ProblemCode } from '../../../shared/domain/problem.ts';
import { REPEATABLE, toHeaders, toHeadersOrNone } from './headers.ts';
import { type Json, SCHEMAS } from './json-schema.ts';
import { PROBLEM_SET_NAMES, PROBLEM_SETS, type ProblemSet, UNROUTED } from './problem-sets.ts';
import { toProblemContent } from './problems.ts';

/** Statuses with which API Gateway answers by itself, before a request reaches a function or instead of one. */
const GATEWAY_STATUSES = [400, 401, 403, 413, 429, 500, 503];

/** Where a code comes with another status besides: a ledger of a newer version is read, and not written. */
const MORE_STATUSES: Readonly<Partial<Record<ProblemCode, number>>> = { internal_error: 503 };

/** What a code alone does not say. */
const NOTES: Readonly<Partial<Record<ProblemCode, string>>> = {
  rate_limited:
    ': API Gateway lets no more requests in now, and says so with a body of its own. Nothing was done; repeat later. ' +
    'The code is kept for it, and no function answers with it.',
};

/** Every answer that is a problem, by its name in `components`: for each set of routes, one of each status. */
export function toProblemResponses(): Record<string, Json> {
  const entries = PROBLEM_SET_NAMES.flatMap((set) =>
    [...codesByStatus(set)].map(([status, codes]) => [toName(set, status), toResponse(set, status, codes)]),
  );
  return { ...Object.fromEntries(entries), Unrouted: toUnrouted() };
}

/** The problems of a route, by status. */
export function toProblemReferences(set: ProblemSet): Json {
  const statuses = [...codesByStatus(set).keys()].toSorted((one, other) => one - other);
  const toReference = (name: string) => ({ $ref: `#/components/responses/${name}` });
  return {
    ...Object.fromEntries(statuses.map((status) => [status, toReference(toName(set, status))])),
    default: toReference('Unrouted'),
  };
}

function codesByStatus(set: ProblemSet): ReadonlyMap<number, readonly ProblemCode[]> {
  const codes = new Map<number, ProblemCode[]>();
  for (const code of PROBLEM_SETS[set])
    for (const status of [PROBLEMS[code].status, MORE_STATUSES[code]])
      if (status !== undefined) codes.set(status, [...(codes.get(status) ?? []), code]);
  return codes;
}

function toName(set: ProblemSet, status: number): string {
  return `${set}${status}`;
}

const GATEWAY_CONTENT = { 'application/json': { schema: { $ref: `${SCHEMAS}GatewayAnswer` } } };

function toResponse(set: ProblemSet, status: number, codes: readonly ProblemCode[]): Json {
  const isGatewaysToo = GATEWAY_STATUSES.includes(status);
  const more = set === 'begin' ? REPEATABLE : [];
  return {
    description: codes.map((code) => `\`${code}\`${NOTES[code] ?? ''}`).join(', '),
    headers: isGatewaysToo ? toHeadersOrNone(...more) : toHeaders('Cache-Control', ...more),
    content: { ...toProblemContent(codes), ...(isGatewaysToo && GATEWAY_CONTENT) },
  };
}

function toUnrouted(): Json {
  return {
    description: 'Requests that reach no route, such as a method that a path does not take.',
    headers: toHeadersOrNone('Allow'),
    content: { ...toProblemContent(UNROUTED), ...GATEWAY_CONTENT },
  };
}
