import { OpsError } from './ops-error.ts';

type Row = {
  readonly when: RegExp;
  /** @param what the resource, and AWS's own message */
  readonly toSentence: (what: string, message: string) => string;
};

/** Matched with the name and the message of an error of the SDK, joined by a space. The first match counts. */
const ROWS: readonly Row[] = [
  {
    when: /^(CredentialsProviderError|TokenProviderError)\b|Could not load credentials/,
    toSentence: (_, message) =>
      `No AWS credentials were found: log in, or name a profile with --profile. (${message})`,
  },
  {
    when: /Region is missing/,
    toSentence: () => 'No AWS region is known: give it with --region, or set it in the profile.',
  },
  {
    when: /^(ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch)\b/,
    toSentence: (_, message) => `AWS does not accept these credentials: log in again. (${message})`,
  },
  { when: /^AccessDenied/, toSentence: (what, message) => `You have no permission for ${what}: ${message}` },
  {
    when: /^ValidationError .*does not exist|^ResourceNotFoundException/,
    toSentence: (what) =>
      `This account and region have no such resource: ${what}. See --stack, --region and --profile.`,
  },
  {
    when: /^(TooManyRequests|Throttling)/,
    toSentence: (what) => `AWS throttles requests for ${what}: try again.`,
  },
  {
    when: /^TimeoutError|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN/,
    toSentence: (what, message) =>
      `AWS gave no answer about ${what}, so the command may have been carried out: check before you repeat it. (${message})`,
  },
];

/** An error of the SDK, as a sentence. */
export function toOpsError(error: unknown, what: string): OpsError {
  const { name, message } = toNameAndMessage(error);
  const row = ROWS.find(({ when }) => when.test(`${name} ${message}`));
  return new OpsError(
    row ? row.toSentence(what, message) : `AWS answered about ${what}: ${message} (${name})`,
    {
      cause: error,
    },
  );
}

function toNameAndMessage(error: unknown): { name: string; message: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const code = 'code' in error ? String(error.code) : '';
  return { name: error.name, message: error.message || code };
}
