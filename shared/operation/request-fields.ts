import * as z from 'zod/mini';
import { centavosSchema } from '../domain/money.ts';
import { withoutPersonalData } from '../domain/personal-data.ts';
import type { EpochMs } from '../domain/time.ts';

/**
 * What a command says, field by field: the one source of the request schemas, the command, its fingerprint, the stored
 * operation, the answers of the API, the events and their descriptions. A new field is a new row here.
 */

export const REASONS = [
  'requested_by_customer',
  'duplicate',
  'fraudulent',
  'abandoned',
  'return',
  'out_of_stock',
  'other',
] as const;

/** `cancel_or_refund`: cancel while that is possible, else refund. `refund_only`: never cancel. */
export const STRATEGIES = ['cancel_or_refund', 'refund_only'] as const;

const INSTANT_MESSAGE = 'must be an instant in ISO 8601 with offset, such as 2026-11-21T23:00:00-03:00';

const instantSchema = z.pipe(
  z.string(INSTANT_MESSAGE).check(z.iso.datetime({ offset: true, error: INSTANT_MESSAGE })),
  z.transform((text): EpochMs => Date.parse(text)),
);

/** Nobody's number is kept, wherever a storefront puts it. */
const referenceSchema = z.pipe(
  z
    .string('must be text of 1 to 64 characters')
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(64, 'must have at most 64 characters'),
      z.regex(/^\P{C}*$/u, 'must have no control characters'),
    ),
  z.transform((text: string) => withoutPersonalData(text, { strict: true })),
);

type Field<Value> = {
  /** How a request writes it. */
  readonly input: z.ZodMiniType<Value>;
  /** How the ledger keeps it. */
  readonly stored: z.ZodMiniType<Value>;
  /** Which requests may have it. */
  readonly of: 'both' | 'refund';
  readonly describe: string;
  /** How answers and events show it; absent where they do not. Null stands for absent. */
  readonly shown?: { readonly schema: z.ZodMiniType; readonly describe: string };
};

const text = z.string();

export const REQUEST_FIELDS = {
  amount: {
    input: centavosSchema,
    stored: z.number(),
    of: 'both',
    describe: 'Centavos. Absent: the whole payment.',
    shown: {
      schema: z.int().check(z.gte(1)),
      describe: 'Centavos that were asked for. Null: the whole payment.',
    },
  },
  reason: {
    input: z.enum(REASONS, `must be one of ${REASONS.join(', ')}`),
    stored: z.enum(REASONS),
    of: 'both',
    describe: 'Why the caller asks for it.',
    shown: { schema: z.enum(REASONS), describe: 'Why the caller asked for it.' },
  },
  reference: {
    input: referenceSchema,
    stored: text,
    of: 'both',
    describe: "The caller's own name for it. A card number, a CPF or a CNPJ in it is not kept.",
    shown: { schema: text, describe: "The caller's own name for it." },
  },
  capturedAt: {
    input: instantSchema,
    stored: z.number(),
    of: 'both',
    describe:
      'When the card was captured, or the payment was paid: windows can then be computed without the provider.',
  },
  notAfter: {
    input: instantSchema,
    stored: z.number(),
    of: 'both',
    describe: 'If nothing has been sent by then, the operation fails with `deadline_exceeded`.',
  },
  strategy: {
    input: z.enum(STRATEGIES, `must be one of ${STRATEGIES.join(', ')}`),
    stored: z.enum(STRATEGIES),
    of: 'refund',
    describe: '`cancel_or_refund`: cancel while that is possible, else refund. `refund_only`: never cancel.',
  },
} as const satisfies Record<string, Field<never> | Field<number> | Field<string>>;

export type FieldName = keyof typeof REQUEST_FIELDS;

/** The fields of a command, parsed. Amounts are centavos, instants epoch milliseconds. */
export type RequestFields = {
  readonly [Name in FieldName]?: z.output<(typeof REQUEST_FIELDS)[Name]['input']> | undefined;
};

type ShownName = {
  [Name in FieldName]: (typeof REQUEST_FIELDS)[Name] extends { shown: object } ? Name : never;
}[FieldName];

/** The fields as answers and events show them. */
export type ShownFields = { readonly [Name in ShownName]: NonNullable<RequestFields[Name]> | null };

type ShownShape = { readonly [Name in ShownName]: z.ZodMiniType<ShownFields[Name]> };

/** Names of all fields, in the order of the table. */
export const FIELD_NAMES = Object.keys(REQUEST_FIELDS) as readonly FieldName[];

/** The fields of a request for an operation of this kind, as a zod shape: each optional, with its description. */
export function toInputShape(kind: 'cancellation' | 'refund') {
  return toShape((name) => {
    const { input, of, describe } = REQUEST_FIELDS[name];
    return of === 'both' || kind === 'refund' ? z.optional(input).check(z.describe(describe)) : undefined;
  });
}

/** The fields as the ledger keeps them. */
export const storedFieldsSchema: z.ZodMiniType<RequestFields> = z.looseObject(
  toShape((name) => z.optional(REQUEST_FIELDS[name].stored)),
);

/** The fields as answers and events show them, as a zod shape with descriptions. */
export function toShownShape(): ShownShape {
  const shape = toShape((name) => {
    const field: Field<never> | Field<number> | Field<string> = REQUEST_FIELDS[name];
    return field.shown && z.nullable(field.shown.schema).check(z.describe(field.shown.describe));
  });
  return shape as ShownShape;
}

/** Null: the command does not contain the field. */
export function toShownFields(fields: RequestFields): ShownFields {
  const shown = FIELD_NAMES.filter((name) => 'shown' in REQUEST_FIELDS[name]);
  return Object.fromEntries(shown.map((name) => [name, fields[name] ?? null])) as ShownFields;
}

function toShape(toSchema: (name: FieldName) => z.ZodMiniType | undefined): Record<string, z.ZodMiniType> {
  const entries = FIELD_NAMES.map((name) => [name, toSchema(name)] as const);
  return Object.fromEntries(entries.flatMap(([name, schema]) => (schema ? [[name, schema]] : [])));
}
