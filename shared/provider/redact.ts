import { toComparable } from '../domain/comparable-text.ts';
import { sha256 } from '../domain/ids.ts';
import { withoutPersonalData } from '../domain/personal-data.ts';
import { SecretText } from '../domain/secret-text.ts';
import { type Span, withoutSpans } from '../domain/spans.ts';
import { cutText, withoutTokens } from '../domain/text.ts';

/** The most characters of a provider's text that are kept. */
const MAX_TEXT = 300;

/** A secret with fewer letters and digits is found only as it is written: words may be the same by chance. */
const LEAST_LETTERS = 8;

/** So many letters and digits of its beginning are a secret that was cut short. */
const BEGINNING = 12;

/** Of base64, base64url and hexadecimal digits, percent-encoded too. */
const CODED = /[\w+/%-]/;

/** `exact`: as a text may repeat a secret. `letters`: by letters and digits alone; `coded`: of base64 or hexadecimal digits. */
type Forms = {
  readonly exact: readonly string[];
  readonly letters: readonly { readonly form: string; readonly isCoded: boolean }[];
};

/** They cost more than the search. */
const KNOWN_FORMS = new WeakMap<SecretText, Forms>();

/**
 * Takes secrets and personal data out of a provider's text, and cuts it short. `secrets`: tokens and credentials in use, in
 * any of the forms in which a text may repeat them, whatever the letter case, or cut short after their beginning.
 */
export function redact(text: string, secrets: Iterable<SecretText>): string {
  const known = [...secrets].map(formsOf);
  let safe = text;
  // The longest first: one secret may be a part of another.
  const exact = known.flatMap((forms) => forms.exact).sort((a, b) => b.length - a.length);
  for (const form of exact) safe = safe.replaceAll(form, '[redacted]');
  safe = withoutSpans(safe, findSecrets(safe, known));
  // One that nobody here knows any more, as a token of another session, may still be good.
  return cutText(withoutPersonalData(withoutTokens(safe)), MAX_TEXT);
}

/**
 * An id of the provider, which is kept as it is: its digits may be those of a card number by chance. One that holds a secret
 * is replaced by one that is made from it, so that different ids stay different.
 */
export function redactId(id: string, secrets: Iterable<SecretText>): string {
  const isSafe = findSecrets(id, [...secrets].map(formsOf)).length === 0;
  return isSafe ? id : `redacted-${sha256(id).slice(0, 16)}`;
}

function findSecrets(text: string, known: readonly Forms[]): readonly Span[] {
  const { letters, places } = toComparable(text);
  return known
    .flatMap((forms) => forms.letters)
    .flatMap(({ form, isCoded }) =>
      findForm(letters, form).map(({ from, to }) => {
        const span = { from: places[from]?.from ?? 0, to: places[to - 1]?.to ?? text.length };
        return isCoded ? toWholeRun(text, span) : span;
      }),
    );
}

function findForm(letters: string, form: string): readonly Span[] {
  const beginning = form.slice(0, BEGINNING);
  const spans: Span[] = [];
  for (let from = letters.indexOf(beginning); from >= 0; from = letters.indexOf(beginning, from + 1)) {
    let to = from + beginning.length;
    while (to - from < form.length && letters[to] === form[to - from]) to++;
    spans.push({ from, to });
  }
  return spans;
}

/** With what was encoded together with the secret: a user name and its password, say. */
function toWholeRun(text: string, { from, to }: Span): Span {
  let [first, end] = [from, to];
  while (CODED.test(text.charAt(first - 1))) first--;
  while (CODED.test(text.charAt(end)) || text[end] === '=') end++;
  return { from: first, to: end };
}

function formsOf(secret: SecretText): Forms {
  const forms = KNOWN_FORMS.get(secret) ?? toForms(secret.reveal());
  KNOWN_FORMS.set(secret, forms);
  return forms;
}

function toForms(text: string): Forms {
  if (text === '') return { exact: [], letters: [] };
  const bytes = Buffer.from(text);
  const plain = [text, encodeURIComponent(text), ...toPemBodies(text)];
  const base64 = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  const coded = [...toBase64Parts(text), bytes.toString('hex')];
  const letters = [
    ...plain.map((form) => ({ form: toComparable(form).letters, isCoded: false })),
    ...coded.map((form) => ({ form: toComparable(form).letters, isCoded: true })),
  ];
  return {
    exact: [...new Set([...plain, JSON.stringify(text).slice(1, -1), ...base64])],
    letters: letters.filter(({ form }) => form.length >= LEAST_LETTERS),
  };
}

/** What base64 makes of a text, whatever was written before and after it: three ways, by the length of what was before. */
function toBase64Parts(text: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.from(`${'-'.repeat(before)}${text}`);
    const whole = bytes.toString('base64').replace(/=+$/, '');
    // The characters at both ends hold bits of what is beside it.
    return whole.slice(before === 0 ? 0 : before + 1, Math.floor((bytes.length * 8) / 6));
  });
}

/** Of a key or a certificate, what stands between the lines that are the same in all of them. */
function toPemBodies(text: string): readonly string[] {
  return [...text.matchAll(/-----BEGIN [A-Z0-9 ]+-----([^-]+)-----END /g)].map(([, body = '']) =>
    body.trim(),
  );
}

/** What of an account's credentials is secret, however deep it lies. */
export function secretsOf(credentials: unknown): SecretText[] {
  if (credentials instanceof SecretText) return [credentials];
  if (typeof credentials !== 'object' || credentials === null) return [];
  return Object.values(credentials).flatMap(secretsOf);
}
