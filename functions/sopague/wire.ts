import * as z from 'zod/mini';
import { fromReais } from '../../shared/domain/money.ts';
import { secretTextSchema, tokenSchema } from '../../shared/domain/secret-schemas.ts';

/**
 * SoPague's JSON. The examples are camelCase, the data dictionaries beside them PascalCase, and webhook bodies
 * really are PascalCase: names are read whatever their case.
 *
 * @source https://docs.sopague.com.br/en/pagamentosAPI/cancelarPagamento (read 2026-11-21)
 * @source https://docs.sopague.com.br/en/pagamentosAPI/pesquisarPagamento
 * @source https://docs.sopague.com.br/en/autenticacao
 */

/** The secret `estorno/<merchantId>/sopague`. */
export const credentialsSchema = z.object({
  userName: secretTextSchema,
  password: secretTextSchema,
  environment: z.enum(['sandbox', 'production']),
  /** The value of the header `Access-Key` of SoPague's webhooks. */
  accessKey: z.optional(secretTextSchema),
  /** `Basic …`, where one was registered for the webhooks. */
  webhookBasic: z.optional(secretTextSchema),
});

export type Credentials = z.infer<typeof credentialsSchema>;

const text = z.string();
const centavos = z.number().check(z.int(), z.gte(0));

/** An object with all names in lower case, at the top level. */
function caseless<T extends z.ZodMiniType>(schema: T) {
  const lowered = z.transform((value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]))
      : value,
  );
  return z.pipe(lowered, schema);
}

/** The answer to a cancel. `amount` is in centavos. */
export const canceledSchema = caseless(
  z.object({
    returncode: text,
    paymentid: text,
    amount: centavos,
    authorizationcode: z.optional(z.nullable(text)),
  }),
);

/**
 * A payment look-up. The unit of `value` is not stated: `15000` in the example looks like centavos, as in every
 * integer amount of this API, and so it is read. Inferred.
 */
export const paymentSchema = caseless(
  z.object({
    paymentid: text,
    statusdescription: z.optional(z.nullable(text)),
    value: z.optional(centavos),
    transactiondate: z.catch(z.optional(z.nullable(text)), undefined),
    authorizationcode: z.catch(z.optional(z.nullable(text)), undefined),
  }),
);

/** The error envelope of payments: a bare array. */
const errorListSchema = z.array(
  caseless(z.object({ tag: z.optional(z.nullable(text)), description: z.optional(z.nullable(text)) })),
);

/** The error envelope of cancellation requests: an object. */
const errorObjectSchema = caseless(z.object({ error: text }));

type SaidError = { readonly tag: string; readonly description: string };

/** What either error envelope says, in its order; nothing where the body is neither. */
export function readErrors(body: unknown): SaidError[] {
  const list = errorListSchema.safeParse(body);
  if (list.success)
    return list.data.map(({ tag, description }) => ({ tag: tag ?? '', description: description ?? '' }));
  const object = errorObjectSchema.safeParse(body);
  return object.success ? [{ tag: '', description: object.data.error }] : [];
}

/** What can be the id of a cancellation request. The samples are guids in form only: one holds a `g`. */
export const REQUEST_ID = /^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i;

/** A webhook, as far as it is read. */
export const webhookSchema = caseless(z.object({ resultid: text }));

/**
 * The list of cancellation requests. `amount` is in reais here, unlike everywhere else at SoPague.
 *
 * @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/listarCancelamentos, a white-label copy
 *   that names SoPague's gateway (read 2026-11-21)
 */
export const requestListSchema = caseless(
  z.object({
    items: z.array(
      caseless(
        z.object({
          id: text,
          status: text,
          amount: z.catch(
            z.optional(
              z.pipe(
                z.number(),
                z.transform((value: number) => fromReais(value)),
              ),
            ),
            undefined,
          ),
          authorizationcode: z.catch(z.optional(z.nullable(text)), undefined),
        }),
      ),
    ),
  }),
);

/**
 * The answer to taking a cancellation request back.
 *
 * @source https://docs.enoqbank.com/en/pagamentosAPI/cancelamentoTransacao/cancelarPedido (read 2026-11-21)
 */
export const requestCanceledSchema = caseless(z.object({ id: text, status: text }));

export const loginSchema = caseless(
  z.object({
    authenticated: z.optional(z.boolean()),
    created: z.optional(z.nullable(text)),
    expiration: z.optional(z.nullable(text)),
    accesstoken: z.catch(z.optional(z.nullable(tokenSchema)), undefined),
  }),
);
