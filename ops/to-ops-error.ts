import { OpsError } from './ops-error.ts';

type Row = {
  readonly when: RegExp;
  /** @param what the thing that was asked of, and AWS's own words */
  readonly says: (what: string, words: string) => string;
};

/** By the name and the message of what the SDK throws, joined by a blank. The first row that fits counts. */
const ROWS: readonly Row[] = [
  {
    when: /^(CredentialsProviderError|TokenProviderError)\b|Could not load credentials/,
    says: (_, words) =>
      `There are no AWS credentials to use: log in, or name a profile with --profile. (${words})`,
  },
  {
    when: /Region is missing/,
    says: () => 'No AWS region is known: give it with --region, or set it in the profile.',
  },
  {
    when: /^(ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)\b/,
    says: (_, words) => `AWS does not take these credentials: log in again. (${words})`,
  },
  { when: /^AccessDenied/, says: (what, words) => `You may not use ${what}: ${words}` },
  {
    when: /^ValidationError .*does not exist|^ResourceNotFoundException/,
    says: (what) =>
      `There is no such thing in this account and region: ${what}. See --stack, --region and --profile.`,
  },
  {
    when: /^(TooManyRequests|Throttling)/,
    says: (what) => `AWS has too much to do for ${what} just now: try again.`,
  },
  {
    when: /^TimeoutError|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN/,
    says: (what, words) =>
      `AWS gave no answer about ${what}, so what was asked may have been done: look before you repeat it. (${words})`,
  },
];

/** What the SDK threw, as a sentence. */
export function toOpsError(error: unknown, what: string): OpsError {
  const { name, words } = toWords(error);
  const row = ROWS.find(({ when }) => when.test(`${name} ${words}`));
  return new OpsError(row ? row.says(what, words) : `AWS answered about ${what}: ${words} (${name})`, {
    cause: error,
  });
}

function toWords(error: unknown): { name: string; words: string } {
  if (!(error instanceof Error)) return { name: 'Error', words: String(error) };
  const code = 'code' in error ? String(error.code) : '';
  return { name: error.name, words: error.message || code };
}
