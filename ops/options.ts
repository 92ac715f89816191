import { parseWords } from '../tools/script.ts';

export const DEFAULT_LOCAL_URL = 'http://127.0.0.1:8787';

const text = { type: 'string' } as const;
export const TARGET_OPTIONS = { profile: text, region: text, stack: text, stage: text, local: text } as const;
const OPTIONS = {
  ...TARGET_OPTIONS,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  unchecked: { type: 'boolean' },
  audit: { type: 'boolean' },
  ...{
    provider: text,
    state: text,
    operation: text,
    outcome: text,
    evidence: text,
    merchant: text,
    reason: text,
    file: text,
    queue: text,
    message: text,
    out: text,
    table: text,
    from: text,
    until: text,
    before: text,
    'request-id': text,
  },
  address: { type: 'string', multiple: true },
} as const;

export type Values = ReturnType<typeof parseOptions>['values'];

/** @throws UsageError */
export function parseOptions(args: readonly string[]) {
  return parseWords({ args: joinLocal(args), allowPositionals: true, options: OPTIONS });
}

/** `--local` has a value only where an address follows. */
function joinLocal(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    if (arg === '--local') return [`--local=${isAddress(args[at + 1]) ? args[at + 1] : DEFAULT_LOCAL_URL}`];
    return isAddress(arg) && args[at - 1] === '--local' ? [] : [arg];
  });
}

export function isAddress(arg = ''): boolean {
  return /^https?:\/\//.test(arg) && URL.canParse(arg);
}
