import type { TestContext } from 'node:test';
import { type RawAnswer, startRawProvider } from '../../contract/raw-provider.ts';

const HEADERS = { 'content-type': 'application/x-amz-json-1.0' };

export function toAnswer(body: object, status = 200): RawAnswer {
  return { status, headers: HEADERS, body: JSON.stringify(body) };
}

/** A service of AWS that gives these answers, and how a client of ours finds it. */
export async function startAwsService(t: TestContext, ...answers: RawAnswer[]) {
  const service = await startRawProvider(...answers);
  t.after(() => service.close());
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = { region: 'sa-east-1', endpoint: service.url, credentials, maxAttempts: 1 };
  const received = () =>
    service.received.map(({ headers, body }) => ({
      target: headers['x-amz-target'],
      body: JSON.parse(body),
    }));
  return { config, received };
}
