import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { createLocalClock } from './clock/local-clock.ts';
import { DEMO_MERCHANT, DEMO_SECRETS, DEMOS, type Simulator, startSimulator } from './demo-providers.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';
import { toTrusted } from './start-simulators.ts';

/** As much of an answer as the tour speaks of: an operation, or a problem. */
const answerSchema = z.object({
  state: z.string().optional(),
  outcome: z.string(),
  code: z.string().optional(),
  detail: z.string().optional(),
  suggestion: z.string().optional(),
  attribution: z.string().nullish(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

type Answer = z.infer<typeof answerSchema> & { readonly status: number; readonly isReplay: boolean };

type Request = {
  readonly provider: string;
  readonly paymentId: string;
  readonly key?: string;
  readonly prefer?: string;
  readonly body?: object;
};

type Demo = {
  readonly letpay: Simulator;
  readonly sopague: Simulator;
  readonly mercadopago: Simulator;
  readonly pix: Simulator;
  cancel(request: Request): Promise<Answer>;
  refund(request: Request): Promise<Answer>;
};

/** Starts everything on this machine, cancels some payments, and says what happened. */
export async function giveTour(): Promise<void> {
  say('Starting the synthesized stack on this machine, with simulators of the providers …');
  const clock = createLocalClock();
  const [letpay, sopague, mercadopago, pix] = await Promise.all([
    startSimulator('letpay', DEMO_SECRETS, clock.now),
    startSimulator('sopague', DEMO_SECRETS, clock.now),
    startSimulator('mercadopago', DEMO_SECRETS, clock.now),
    startSimulator('pix', DEMO_SECRETS, clock.now),
  ]);
  const simulators = { letpay, sopague, mercadopago, pix };
  const urls = Object.entries(simulators).map(([id, { url }]) => [id, url]);
  const stack = await startLocalStack({
    providerUrls: Object.fromEntries(urls),
    trusts: toTrusted({ running: new Map(Object.entries(simulators)) }),
    secrets: DEMO_SECRETS,
    clock,
    onProgress: (sentence) => say(`  ${sentence}`),
  });
  try {
    say(`Ready: the API at ${stack.url}, the database is ${stack.engine}.`);
    await tour({
      ...simulators,
      cancel: (request) => begin(stack, 'cancellations', request),
      refund: (request) => begin(stack, 'refunds', request),
    });
    say('\nThat was the tour. "npm start" leaves it running, for you to try.');
  } finally {
    await stack.close();
    await Promise.all(Object.values(simulators).map((simulator) => simulator.close()));
  }
}

async function tour(demo: Demo): Promise<void> {
  await tourLetPay(demo);
  await tourSoPague(demo);
  await tourMercadoPago(demo);
  await tourPix(demo);
  await tourRefusals(demo);
  await tourLostAnswer(demo);
}

async function tourLetPay({ cancel }: Demo): Promise<void> {
  title('Cancel a PicPay payment at LetPay, which accepts first and decides later');
  const request = { provider: 'letpay', paymentId: idOf('letpay'), key: 'tour-letpay' };
  show('POST …/cancellations', await cancel(request));
  show('the same again, with "Prefer: wait=5"', await cancel({ ...request, prefer: 'wait=5' }));
  show('and once more: nothing is sent twice', await cancel(request));
}

async function tourSoPague({ cancel }: Demo): Promise<void> {
  title('Cancel a card payment at SoPague, which answers at once: the same API');
  show('POST …/cancellations', await cancel({ provider: 'sopague', paymentId: idOf('sopague') }));
}

async function tourMercadoPago({ mercadopago, cancel, refund }: Demo): Promise<void> {
  title('Mercado Pago: release a hold, and refund a paid payment in parts');
  const provider = 'mercadopago';
  show(
    'POST …/cancellations, of a payment that is held',
    await cancel({ provider, paymentId: idOf(provider) }),
  );
  const paymentId = mercadopago.createPayment({ amount: 9900, status: 'approved' });
  show('POST …/refunds, of 40.00', await refund({ provider, paymentId, body: { amount: 4000 } }));
  show('and of all that is left', await refund({ provider, paymentId }));
}

async function tourPix({ pix, cancel, refund }: Demo): Promise<void> {
  title('Remove a Pix charge that nobody has paid, and give back a part of one that somebody has');
  show('POST …/cancellations', await cancel({ provider: 'pix', paymentId: idOf('pix') }));
  const paid = pix.createPayment({ amount: 5000, status: 'CONCLUIDA' });
  const request = { provider: 'pix', paymentId: paid, key: 'tour-pix', prefer: 'wait=5' };
  show(
    'POST …/refunds of 20.00, with "Prefer: wait=5"',
    await refund({ ...request, body: { amount: 2000 } }),
  );
}

async function tourRefusals({ letpay, cancel, refund }: Demo): Promise<void> {
  title('A refusal is final, and says what to do instead');
  const paid = letpay.createPayment({ amount: 9900, status: 'PAID' });
  show('a payment that was paid meanwhile', await cancel({ provider: 'letpay', paymentId: paid }));
  const request = { provider: 'letpay', paymentId: paid, key: 'tour-refund', prefer: 'wait=5' };
  show('so it is refunded: POST …/refunds, with "Prefer: wait=5"', await refund(request));
  const misspelt = { provider: 'sopague', paymentId: idOf('sopague'), body: { ammount: 100 } };
  show('a misspelt field, which must not cancel a whole payment', await cancel(misspelt));
}

async function tourLostAnswer({ letpay, cancel }: Demo): Promise<void> {
  title('The provider cancels, but its answer gets lost on the way');
  const paymentId = letpay.createPayment({ amount: 4200 });
  const before = letpay.received('cancel').length;
  letpay.next({ applies: true, answers: 'reset-before-headers' });
  const request = { provider: 'letpay', paymentId, key: 'tour-lost' };
  show('POST …/cancellations: an unknown outcome is a state, not an error', await cancel(request));
  show('the same again: an inquiry is made before anything is sent', await cancel(request));
  say(`  LetPay received ${letpay.received('cancel').length - before} cancel for this payment.`);
}

async function begin(
  stack: LocalStack,
  what: 'cancellations' | 'refunds',
  { provider, paymentId, key, prefer, body }: Request,
): Promise<Answer> {
  const url = `${stack.url}/v1/merchants/${DEMO_MERCHANT}/${provider}/payments/${paymentId}/${what}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'idempotency-key': key ?? randomUUID(),
      ...(prefer && { prefer }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = answerSchema.parse(await response.json());
  return { ...answer, status: response.status, isReplay: response.headers.has('idempotent-replayed') };
}

function show(
  what: string,
  { status, state, outcome, code, errors, suggestion, attribution, isReplay }: Answer,
): void {
  const parts = [
    state ?? code ?? '',
    `money: ${outcome}`,
    attribution ? `attribution: ${attribution}` : '',
    suggestion && suggestion !== 'none' ? `suggestion: ${suggestion}` : '',
    ...(errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`),
    isReplay ? '(a repeat)' : '',
  ];
  say(`  ${what}\n    → ${status} ${parts.filter(Boolean).join(' · ')}`);
}

function idOf(provider: string): string {
  return DEMOS[provider]?.paymentId ?? '';
}

function title(text: string): void {
  say(`\n${text}`);
}

function say(text: string): void {
  console.log(text);
}
