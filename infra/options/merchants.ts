import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { MERCHANT_ID } from '../../shared/domain/ids.ts';
import { UsageError } from '../../tools/script.ts';

/** A merchant, and who may act for it. */
export type Merchant = {
  /** Or `*`: the principals may act for every merchant, also for those that are added later. */
  readonly id: string;
  /** ARNs of roles or users of the account of the stack, or names of its roles. */
  readonly principals: readonly string[];
};

/** An IAM role or user to which the stack attaches a policy. */
export type Principal = {
  readonly kind: 'role' | 'user';
  readonly name: string;
  /** Twelve digits; absent if only the name is given. */
  readonly account?: string;
};

const MerchantsFile = z.strictObject({
  $schema: z.string().optional(),
  merchants: z.array(z.strictObject({ id: z.string(), principals: z.array(z.string()) })),
});

/** The id that stands for every merchant, of today and later. */
export const EVERY_MERCHANT = '*';

const ID_FORM = 'Use 1 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit';

const PRINCIPAL_FORM =
  'Use the ARN of an IAM role or user of the account of the stack, or the name of a role';

/**
 * Reads `merchants`: the path of a JSON file (its form is in merchants.schema.json), or `merchant=role` pairs separated by
 * commas. A merchant id contains no dot, so a name that ends in `.json` is a file.
 * @throws UsageError if the file cannot be read, or has another form
 */
export function readMerchants(text: string): readonly Merchant[] {
  if (text.endsWith('.json')) return readFile(text);
  const pairs = text.split(',').flatMap((part) => {
    const [id = '', principal = ''] = split(part.trim(), '=');
    return id === '' ? [] : [{ id, principals: principal === '' ? [] : [principal] }];
  });
  return joinSame(pairs);
}

function readFile(path: string): readonly Merchant[] {
  const parsed = MerchantsFile.safeParse(parseFile(path));
  if (parsed.success) return parsed.data.merchants;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `The file ${path} of the option merchants is wrong at "${issue?.path.join('.')}": ${issue?.message}. ` +
      'Its form is in merchants.schema.json.',
  );
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `The file ${path} of the option merchants cannot be read (${reason}). Name an existing JSON file.`,
    );
  }
}

/** One entry for each merchant, with all of its principals. */
function joinSame(merchants: readonly Merchant[]): readonly Merchant[] {
  const ids = [...new Set(merchants.map(({ id }) => id))];
  return ids.map((id) => ({
    id,
    principals: merchants.filter((each) => each.id === id).flatMap((each) => each.principals),
  }));
}

/**
 * Checks the merchants, however they were given.
 * @throws UsageError about the first that is wrong
 */
export function checkMerchants(merchants: readonly Merchant[]): readonly Merchant[] {
  const seen = new Set<string>();
  for (const { id, principals } of merchants) {
    if (id !== EVERY_MERCHANT && !MERCHANT_ID.test(id))
      throw new UsageError(`The option merchants has "${id}", which is not a merchant id. ${ID_FORM}.`);
    if (seen.has(id))
      throw new UsageError(
        `The option merchants has "${id}" twice. Give it all of its principals in one entry.`,
      );
    if (principals.length === 0)
      throw new UsageError(
        `The option merchants has "${id}" without a principal. Name the role of its storefront, as in ${id}=ROLE, or leave it out.`,
      );
    for (const principal of principals) toPrincipal(id, principal);
    seen.add(id);
  }
  return merchants.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/**
 * @param merchantId for the sentence
 * @throws UsageError if the text names neither a role nor a user
 */
export function toPrincipal(merchantId: string, text: string): Principal {
  const [, account, kind, name] =
    /^arn:aws[\w-]*:iam::(\d{12}):(role|user)\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]{1,64})$/.exec(text) ?? [];
  if (account !== undefined && name !== undefined)
    return { kind: kind === 'user' ? 'user' : 'role', name, account };
  if (/^[\w+=,.@-]{1,64}$/.test(text)) return { kind: 'role', name: text };
  throw new UsageError(
    `The option merchants has the principal "${text}" for "${merchantId}". ${PRINCIPAL_FORM}.`,
  );
}

function split(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
