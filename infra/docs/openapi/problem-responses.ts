import { PROBLEMS, type ProblemCode } from '../../../shared/domain/problem.ts';
import { REPEATABLE, toHeaders } from './headers.ts';
import { type Json, SCHEMAS } from './json-schema.ts';
import { PROBLEM_SET_NAMES, PROBLEM_SETS, type ProblemSet, UNROUTED } from './problem-sets.ts';
import { toProblemContent } from './problems.ts';

/** Statuses with which API Gateway answers by itself, before a request reaches a function or instead of one. */
const GATEWAY_STATUSES = [400, 401, 403, 413, 429, 500, 503];

/** Where a code comes with another status besides: a ledger of a newer version is read, and not written. */
const MORE_STATUSES: Readonly<Partial<Record<ProblemCode, number>>> = { internal_error: 503 };

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
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: toHeaders('Cache-Control', ...(set === 'begin' ? REPEATABLE : [])),
    content: { ...toProblemContent(codes), ...(GATEWAY_STATUSES.includes(status) && GATEWAY_CONTENT) },
  };
}

function toUnrouted(): Json {
  return {
    description: 'Requests that reach no route, such as a method that a path does not take.',
    headers: toHeaders('Cache-Control', 'Allow'),
    content: { ...toProblemContent(UNROUTED), ...GATEWAY_CONTENT },
  };
}
