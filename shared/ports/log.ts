import { toLoggedText } from './logged-text.ts';

/**
 * Every fact that a log line may hold. `word`: ids, codes and states, which we made or checked. `text`: texts that
 * others wrote, cut short and cleared of everything in the form of a credential or personal data. Never a body or a header.
 */
export const LOG_FIELDS = {
  attempt: 'number',
  cause: 'word',
  certificateDays: 'number',
  code: 'word',
  command: 'word',
  correlationId: 'word',
  credentialsDays: 'number',
  count: 'number',
  cut: 'flag',
  delay: 'number',
  detail: 'text',
  done: 'number',
  error: 'word',
  failed: 'number',
  kind: 'word',
  left: 'number',
  login: 'word',
  merchant: 'word',
  messageId: 'word',
  method: 'word',
  operation: 'word',
  origin: 'word',
  outcome: 'word',
  payment: 'word',
  principal: 'word',
  provider: 'word',
  providerCode: 'text',
  providerHttpStatus: 'number',
  reason: 'word',
  receives: 'number',
  replayed: 'flag',
  resolved: 'number',
  result: 'word',
  secret: 'word',
  sequence: 'number',
  state: 'word',
  status: 'number',
  to: 'word',
  tries: 'number',
  type: 'word',
  unlisted: 'flag',
  which: 'word',
  why: 'text',
} as const satisfies Readonly<Record<string, 'word' | 'text' | 'number' | 'flag'>>;

type ValueOf = { word: string; text: string; number: number; flag: boolean };

/** Facts of one log line: no other field compiles, and none is written. */
export type LogFacts = {
  readonly [Field in keyof typeof LOG_FIELDS]?: ValueOf[(typeof LOG_FIELDS)[Field]] | undefined;
};

export type Log = {
  info(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
};

/** Facts as they may be written. */
export type SafeFacts = Readonly<Record<string, string | number | boolean>>;

const TYPE_OF = { word: 'string', text: 'string', number: 'number', flag: 'boolean' } as const;

/** Only the fields of the list, each of its own kind: types do not hold at run time. */
export function toSafeFacts(facts: LogFacts = {}): SafeFacts {
  const safe: Record<string, string | number | boolean> = {};
  for (const [field, value] of Object.entries(facts)) {
    if (value === undefined || !isField(field) || typeof value !== TYPE_OF[LOG_FIELDS[field]]) continue;
    safe[field] = typeof value === 'string' ? toLoggedText(value, LOG_FIELDS[field] === 'text') : value;
  }
  return safe;
}

function isField(name: string): name is keyof typeof LOG_FIELDS {
  return Object.hasOwn(LOG_FIELDS, name);
}

/** What a log may say of an error: its name. Its message can hold anything. */
export function nameOfError(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
