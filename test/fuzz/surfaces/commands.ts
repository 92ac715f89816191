import fc from 'fast-check';
import { isProblemCode, PROBLEMS } from '../../../shared/domain/problem.ts';
import { toMessageText } from '../aws-limits.ts';
import { checkOutputs, checkUntouched } from '../checks.ts';
import { createFuzzFunction, FUNCTIONS, type FunctionId, type ProviderId } from '../fuzz-function.ts';
import {
  type Cut,
  cut,
  idempotencyKey,
  merchantId,
  paymentId,
  requestBody,
  withCut,
} from '../odd-requests.ts';
import { type Change, change, isObject, mostly, oddJson, oddText, withChange } from '../odd-values.ts';
import { createPorts } from '../ports.ts';
import { createProviderDouble } from '../provider-double.ts';
import type { Surface } from '../surface.ts';
import { isValidBody, isValidKey, isValidMerchant, isValidPayment } from '../valid-request.ts';
import { holds, shown } from '../violation.ts';

type Message = {
  readonly envelope: unknown;
  readonly changes: readonly Change[];
  readonly cuts: readonly Cut[];
};
type Batch = { readonly id: FunctionId; readonly messages: readonly Message[] };

const TYPES = ['PaymentCancellationRequested', 'PaymentRefundRequested'] as const;

function message(id: FunctionId): fc.Arbitrary<Message> {
  const named = id === 'api' ? 'letpay' : id;
  const detail = fc
    .tuple(
      fc.record({
        merchantId,
        provider: mostly(fc.constant<string>(id), oddText),
        paymentId: paymentId(named),
        idempotencyKey: fc.oneof(
          { weight: 12, arbitrary: idempotencyKey },
          { weight: 1, arbitrary: oddJson },
        ),
      }),
      requestBody(named, 'cancellation'),
      mostly(fc.constant({}), manyNames(), 40),
    )
    .map(([address, body, more]) => ({ ...address, ...(isObject(body) ? body : {}), ...more }));
  const envelope = fc.record({
    version: fc.constant('0'),
    id: mostly(fc.uuid(), oddText, 20),
    source: mostly(
      fc.constant('estorno.merchant.loja-1'),
      fc.oneof(oddText, fc.constantFrom('estorno.merchant.', 'estorno.merchant.loja-2')),
      15,
    ),
    'detail-type': mostly(fc.constantFrom(...TYPES), oddText, 20),
    detail: fc.oneof({ weight: 15, arbitrary: detail }, { weight: 1, arbitrary: oddJson }),
    account: fc.constant('000000000000'),
  });
  return fc.record({
    envelope,
    changes: mostly(fc.constant([]), fc.array(change, { maxLength: 2 }), 4),
    cuts: mostly(fc.constant([]), fc.array(cut, { maxLength: 2 }), 8),
  });
}

/** Many fields that nobody knows, each of which the refusal repeats. */
function manyNames(): fc.Arbitrary<object> {
  return fc
    .nat({ max: 6000 })
    .map((count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, 0])));
}

/** Commands from the bus, a batch at a time. */
export const commands: Surface<Batch> = {
  name: 'commands',
  weight: 4,
  input: fc
    .constantFrom(...FUNCTIONS)
    .chain((id) =>
      fc.record({ id: fc.constant(id), messages: fc.array(message(id), { minLength: 1, maxLength: 2 }) }),
    ),
  async run({ id, messages }) {
    const bodies = messages.map(({ envelope, changes, cuts }) =>
      toMessageText(
        cuts.reduce(withCut, JSON.stringify(changes.reduce<unknown>(withChange, envelope)) ?? ''),
      ),
    );
    const double = createProviderDouble(
      { provider: id === 'api' ? 'letpay' : id, paid: false, method: 'PIX' },
      [],
    );
    const ports = createPorts(double.answer);
    const result = await createFuzzFunction(id, ports)({ Records: bodies.map(toRecord) });

    checkOutputs(ports, result);
    const failures = failuresOf(result);
    const reasons = ports.logged.flatMap((line) => reasonOf(line));
    holds(reasons.every(mayHelpLater), 'what is delivered again can succeed later', () =>
      shown(ports.logged),
    );
    holds(
      failures.length === reasons.length && failures.length === ports.delays.length,
      'what is delivered again is put off',
      () => shown({ result, logged: ports.logged }),
    );
    const valid = bodies.filter((body) => isValidCommand(body, id));
    if (valid.length === 0) checkUntouched(ports, true);
    holds(double.effects.length <= 1, 'one effect at most', () => shown(double.effects));
    const refused = ports.logged.filter((line) => line.includes('"command_refused"')).length;
    const begun = new Set(ports.saves.map((save) => JSON.parse(save).operations?.L?.length)).size > 0;
    holds(refused + failures.length + valid.length >= bodies.length, 'what is not valid is refused', () =>
      shown({ bodies, logged: ports.logged }),
    );
    holds(ports.published.length + ports.aside.length >= refused, 'a refusal is published or set aside', () =>
      shown(ports.logged),
    );
    holds(valid.length === 0 || begun || refused + failures.length > 0, 'what is valid is begun', () =>
      shown({ bodies, logged: ports.logged }),
    );
    return failures.length > 0 ? 'delayed' : refused > 0 ? 'refused' : 'begun';
  },
};

function toRecord(body: string, at: number) {
  const attributes = { ApproximateReceiveCount: '1' };
  const eventSourceARN = 'arn:aws:sqs:sa-east-1:000000000000:commands';
  return {
    messageId: `m-${at}`,
    receiptHandle: `r-${at}`,
    body,
    attributes,
    eventSource: 'aws:sqs',
    eventSourceARN,
  };
}

function failuresOf(result: unknown): readonly unknown[] {
  const failures = isObject(result) && 'batchItemFailures' in result ? result.batchItemFailures : undefined;
  holds(Array.isArray(failures), 'a batch gets an answer', () => shown(result));
  return failures;
}

function reasonOf(line: string): string[] {
  const { event, reason } = JSON.parse(line);
  return event === 'command_delayed' ? [String(reason)] : [];
}

function mayHelpLater(reason: string): boolean {
  return isProblemCode(reason) && reason !== 'internal_error' && PROBLEMS[reason].retry !== 'never';
}

function isValidCommand(text: string, id: FunctionId): boolean {
  if (id === 'api') return false;
  const envelope = parse(text);
  if (!isObject(envelope) || !('detail' in envelope) || !isObject(envelope.detail)) return false;
  const type = 'detail-type' in envelope ? envelope['detail-type'] : undefined;
  const source = 'source' in envelope ? envelope.source : undefined;
  const event = 'id' in envelope ? envelope.id : undefined;
  const { merchantId: merchant, ...rest }: Record<string, unknown> = { ...envelope.detail };
  const isEvent =
    typeof event === 'string' && /^[\w-]{1,64}$/.test(event) && TYPES.some((one) => one === type);
  return (
    isEvent &&
    typeof merchant === 'string' &&
    source === `estorno.merchant.${merchant}` &&
    isValidInput({ merchantId: merchant, ...rest }, id, type === TYPES[0] ? 'cancellation' : 'refund')
  );
}

/** A command in one piece, as buses and flows bring it. */
export function isValidInput(
  input: Readonly<Record<string, unknown>>,
  id: ProviderId,
  kind: 'cancellation' | 'refund',
): boolean {
  const { merchantId: merchant, provider, paymentId: payment, idempotencyKey: key, ...body } = input;
  return (
    isValidMerchant(merchant) &&
    provider === id &&
    isValidPayment(payment, id) &&
    isValidKey(key) &&
    !('dryRun' in body) &&
    isValidBody(body, id, kind)
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
