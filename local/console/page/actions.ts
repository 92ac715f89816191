import type { ShownPayment } from '../state/console-state.ts';

/** A payment, and what the console calls it. */
export type KeyedPayment = Pick<ShownPayment, 'key' | 'merchantId' | 'provider' | 'paymentId'>;

/** What the API answered, as the console passes it on. */
export type ApiAnswer = { readonly request: string; readonly status: number; readonly body: unknown };

/** One of the console's own POSTs. @throws Error with what the console answered */
async function post(path: string, body: object): Promise<unknown> {
  const token = document.querySelector<HTMLMetaElement>('meta[name=console-token]')?.content ?? '';
  const response = await fetch(`/console/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-estorno-console': token },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(textOf(answer, 'detail') ?? `${response.status}`);
  return answer;
}

export async function begin(
  what: 'cancellations' | 'refunds',
  { merchantId, provider, paymentId }: Omit<KeyedPayment, 'key'>,
): Promise<ApiAnswer> {
  const key = `console-${crypto.randomUUID()}`;
  return readAnswer(await post('commands', { what, merchantId, provider, paymentId, key }));
}

export async function repeat(operationId: string): Promise<ApiAnswer> {
  return readAnswer(await post('repeats', { operationId }));
}

export async function sweep(): Promise<void> {
  await post('sweeps', {});
}

/** Moves the time of the whole stack forward. */
export async function moveClock(
  to: { readonly forwardMs: number } | { readonly to: 'before_midnight' },
): Promise<void> {
  await post('clock', to);
}

export async function move(control: object): Promise<void> {
  await post('controls', control);
}

export async function createPayment(of: {
  readonly provider: string;
  readonly amount: number;
  readonly status?: string;
}): Promise<KeyedPayment> {
  const made = await post('controls', { control: 'create_payment', ...of });
  const read = (name: keyof KeyedPayment) => textOf(made, name) ?? '';
  return {
    key: read('key'),
    merchantId: read('merchantId'),
    provider: read('provider'),
    paymentId: read('paymentId'),
  };
}

function readAnswer(value: unknown): ApiAnswer {
  const status = isRecord(value) && typeof value.status === 'number' ? value.status : 0;
  return { request: textOf(value, 'request') ?? '', status, body: isRecord(value) ? value.body : undefined };
}

/** A text among the members of something that came as JSON. */
export function textOf(value: unknown, name: string): string | undefined {
  const text = isRecord(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
