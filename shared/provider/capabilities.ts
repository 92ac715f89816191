import * as z from 'zod/mini';

const text = z.string();
const says = z.describe;

const maybe = z.enum(['yes', 'no', 'unknown']);

/** The basis of a fact: a page of the provider says so, or it is our reading of one, or of its silence. */
const known = {
  basis: z
    .enum(['documented', 'inferred'])
    .check(says('Whether a page of the provider says so, or it is our reading.')),
  source: z.optional(text.check(says('The public page.'))),
  readOn: z.iso.date().check(says('When the page was read.')),
};

const remark = { note: z.optional(text.check(says('What else a reader has to know.'))) };

const fact = <T extends z.ZodMiniType>(value: T) => z.strictObject({ value, ...known, ...remark });

const spanSchema = z.discriminatedUnion('lasts', [
  z.strictObject({ lasts: z.literal('calendar_day'), zone: text }),
  z.strictObject({ lasts: z.literal('days'), days: z.int() }),
  z.strictObject({ lasts: z.literal('months'), months: z.int(), zone: text }),
]);

const windowSchema = z.strictObject({
  of: text.check(says('Which payments.')),
  from: z
    .enum(['creation', 'payment', 'capture', 'expiry'])
    .check(says('What starts the clock. `expiry`: what the payment itself says.')),
  rule: text.check(says('The name of the rule, as other answers give it.')),
  span: spanSchema,
  ...known,
  ...remark,
});

const methodSchema = z.strictObject({
  by: fact(z.enum(['api', 'people'])).check(says('Whether this API does it, or people at the provider.')),
  of: fact(text).check(says('Which payments.')),
  partial: fact(maybe).check(says('Whether a part of the payment is enough.')),
  windows: z.array(windowSchema).check(says('Until when. None: no page names a limit.')),
  learnt: fact(z.array(z.enum(['answer', 'inquiry', 'notification']))).check(
    says(
      'How its outcome is learnt, most certain first. A notification is never trusted: it only starts an inquiry at once.',
    ),
  ),
  repeatable: fact(maybe).check(says('Whether sending it twice can move money only once.')),
});

/** What one provider can do, as data. The route `GET /v1/providers` answers it as it is. */
export const capabilitiesSchema = z.strictObject({
  id: text.check(says('The word in paths.')),
  name: text,
  paymentId: z.strictObject({
    pattern: text.check(says('A regular expression.')),
    describe: text,
  }),
  cancel: methodSchema,
  refund: methodSchema,
  notification: z.strictObject({
    proof: fact(z.enum(['source_address', 'shared_secret', 'none'])).check(
      says('How a notification proves that the provider sent it. `none`: it cannot, so none is accepted.'),
    ),
  }),
  token: z.strictObject({
    model: fact(z.enum(['rotating', 'bearer', 'static'])).check(
      says(
        '`rotating`: an answer may bring the token for the next request. `bearer`: one token until it expires. `static`: ' +
          'there is no login, the credentials themselves go with every request.',
      ),
    ),
    use: fact(z.enum(['exclusive', 'shared'])).check(
      says('Whether we use a token in one request at a time, or in many.'),
    ),
    lifetimeSeconds: fact(z.nullable(z.int())).check(
      says('Null: each login says it, or the token is valid as long as the credentials.'),
    ),
  }),
});

export type Capabilities = z.infer<typeof capabilitiesSchema>;

/** What a provider can do by one method. */
export type MethodCapabilities = Capabilities['cancel'];

export type CapabilityWindow = MethodCapabilities['windows'][number];
