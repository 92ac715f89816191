import { PROBLEMS, type ProblemCode } from '../../../shared/domain/problem.ts';
import { OTHER_STATUSES, STATUS_OF_PROBLEM } from '../../../shared/http/problems.ts';
import { CACHE_CONTROL_OF_OURS, REPEATABLE, RETRY_AFTER_OF_PROBLEM, toHeaders } from './headers.ts';
import { type Json, SCHEMAS } from './json-schema.ts';
import { PROBLEM_SET_NAMES, PROBLEM_SETS, type ProblemSet, UNROUTED } from './problem-sets.ts';
import { toProblemContent } from './problems.ts';

/** Statuses with which API Gateway answers by itself. */
const GATEWAY_STATUSES = [400, 401, 403, 413, 429, 500, 503];

/** What a code alone does not say. */
const NOTES: Readonly<Partial<Record<ProblemCode, string>>> = {
  rate_limited:
    ': API Gateway throttles, with a body of its own. Nothing was done; repeat the request later. Of the functions, only ' +
    'notifications are answered with this code.',
};

/** Every answer that is a problem, by its name in `components`: one for each set of routes and each status. */
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
    for (const status of [STATUS_OF_PROBLEM[code], OTHER_STATUSES[code]?.status])
      if (status !== undefined) codes.set(status, [...(codes.get(status) ?? []), code]);
  return codes;
}

function toName(set: ProblemSet, status: number): string {
  return `${set}${status}`;
}

const GATEWAY_CONTENT = { 'application/json': { schema: { $ref: `${SCHEMAS}GatewayAnswer` } } };

function toResponse(set: ProblemSet, status: number, codes: readonly ProblemCode[]): Json {
  const mayBeGateways = GATEWAY_STATUSES.includes(status);
  return {
    description: codes.map((code) => `\`${code}\`${NOTES[code] ?? ''}`).join(', '),
    headers: {
      ...(mayBeGateways ? CACHE_CONTROL_OF_OURS : toHeaders('Cache-Control')),
      ...(codes.some((code) => PROBLEMS[code].retry === 'after') && RETRY_AFTER_OF_PROBLEM),
      ...toHeaders(...(set === 'begin' ? REPEATABLE : [])),
    },
    content: { ...toProblemContent(codes), ...(mayBeGateways && GATEWAY_CONTENT) },
  };
}

function toUnrouted(): Json {
  return {
    description: 'A request to no route, such as one with a method that the path does not accept.',
    headers: { ...CACHE_CONTROL_OF_OURS, ...toHeaders('Allow') },
    content: { ...toProblemContent(UNROUTED), ...GATEWAY_CONTENT },
  };
}
