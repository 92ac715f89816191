import type { ShownPayment } from '../console-state.ts';

/** What the API answered, as the console passes it on. */
export type ApiAnswer = { readonly request: string; readonly status: number; readonly body: unknown };

/** One of the console's own POSTs. @throws Error with what the console said */
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
  { merchantId, provider, paymentId }: Pick<ShownPayment, 'merchantId' | 'provider' | 'paymentId'>,
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

/** @returns the payment's id, where one was made */
export async function move(lever: object): Promise<string | undefined> {
  return textOf(await post('levers', lever), 'paymentId');
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
