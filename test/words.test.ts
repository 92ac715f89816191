import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** Where the words are checked. */
const FILES = [
  '*.md',
  'docs/**/*.md',
  'infra/**/*.ts',
  'test/infra/**/*.ts',
  'tools/new-provider/**/*.{ts,txt}',
  'test/tools/**/*.ts',
  'test/recipes/**/*.ts',
];

/** A word or an idiom that is not used here, and what is used instead. Matched without case; `exact`: with case. */
type Replaced = { readonly is: RegExp; readonly use: string };

/** Words that another word of the glossary replaced. They are looked for in prose and in the parts of names alike. */
const REPLACED: readonly Replaced[] = [
  { is: /\bwish(es)?\b/, use: 'operation' },
  { is: /\bdoubt(s|ful)?\b/, use: 'unknown outcome' },
  { is: /\blook(s|ed|ing)?\b(?![ -]?up\b)/, use: 'inquiry, or a plain verb such as read, check, see' },
  { is: /\b(told|tells?|telling)\b/, use: 'publish, report, show, say' },
  { is: /\bnews\b/, use: 'event' },
  { is: /\bsaid\b/, use: 'result, status, or the provider answered' },
  { is: /\bunseen\b/, use: 'unlisted, not documented' },
  { is: /\bwithheld\b/, use: 'suspended' },
  { is: /\bwitness(es)?\b/, use: 'ExchangeRecorder' },
  { is: /\boutlook\b/, use: 'preflight' },
  { is: /\bstand[ -]?ins?\b/, use: 'bundle shim, or what it is' },
  { is: /\bprovider('?s)? (own )?words\b/, use: "providerError, the provider's code and message" },
  { is: /\btoken worlds?\b|\bworlds? s[123]\b/, use: 'token model: reusable, single_use, exclusive_login' },
  { is: /\bway since\b/, use: 'methodChangedAt' },
  { is: /\bwhoever\b|\bwhomever\b/, use: 'a named person or role' },
  { is: /\bfor good\b/, use: 'final, permanently' },
  { is: /\bin vain\b/, use: 'without success' },
  { is: /\bcomes? again\b/, use: 'is retried' },
  { is: /\bnothing more is tried\b/, use: 'dead-letter message' },
  { is: /\ba (clear |plain |well-formed )?no\b(?=[ ,.:;)])/, use: 'refusal' },
  { is: /\bwants\b/, use: 'requires' },
  { is: /\breckon(s|ed|ing)?\b/, use: 'compute, assume' },
  { is: /\bmend(s|ed|ing)?\b/, use: 'correct, fix' },
  { is: /\blands?\b|\blanded\b/, use: 'take effect' },
  { is: /\bstays? on the line\b/, use: 'wait' },
];

/** The same, in exactly this case: names of types, and labels. */
const REPLACED_NAMES: readonly Replaced[] = [
  { is: /\bS[123]\b(?!:)/, use: 'reusable, single_use, exclusive_login' },
  { is: /\bPermits?\b/, use: 'SendGate' },
  { is: /\bStanding\b/, use: 'OperationContext' },
  { is: /\bHold\b/, use: 'SessionHandle' },
  { is: /\b(type|interface) Reading\b|: Reading\b/, use: 'InquiryResult, PaymentSnapshot' },
  { is: /\.way\b|\bway: '(void|refund)'/, use: 'method' },
];

/** Lines on which such a word means something else, by the file and a part of the line. */
const EXCEPTIONS: readonly (readonly [file: RegExp, part: string, because: string])[] = [
  [/^docs\/scale\.md$/, 'or a witness', 'a kind of replica of DynamoDB global tables'],
];

/** `whatIsTold` → `what is told`, in lower case and without addresses, which are other people's. */
function toWords(line: string): string {
  return line
    .replaceAll(/https?:\/\/\S+/g, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}

function isExcepted(file: string, line: string): boolean {
  return EXCEPTIONS.some(([where, part]) => where.test(file) && line.includes(part));
}

function findReplaced(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (isExcepted(file, line)) return [];
      const found = [
        ...REPLACED.filter(({ is }) => is.test(toWords(line))),
        ...REPLACED_NAMES.filter(({ is }) => is.test(line)),
      ];
      return found.map(({ is, use }) => `${file}:${index + 1}: ${is.source} (use: ${use}): ${line.trim()}`);
    });
}

test('texts and names use the words of the glossary', () => {
  const found = globSync(FILES).toSorted().flatMap(findReplaced);
  assert.deepEqual(found, []);
});

test('a replaced word is found in prose, in names and at any case', () => {
  const lines = ['The caller is told.', 'const toldState = 1;', 'nothing_told', 'Told once'];
  assert.ok(lines.every((line) => REPLACED.some(({ is }) => is.test(toWords(line)))));
});
