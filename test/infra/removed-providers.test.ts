import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { findDeployed } from '../../infra/find-deployed.ts';
import { PROVIDERS } from '../../infra/providers.ts';
import { type DeployedStack, refuseRemovals } from '../../infra/removed-providers.ts';
import { synthesizeWith } from './synthesize-with.ts';

describe('a stack with some of the providers', () => {
  test('has nothing of the others: no function, queue, rule, schedule, route, alarm or output', async () => {
    const folder = await synthesizeWith({ providers: 'mercadopago, letpay' });
    const text = readFileSync(join(folder, 'Estorno.template.json'), 'utf8');
    const { Resources, Outputs } = JSON.parse(text);
    const all = await synthesizeWith({});
    const whole = JSON.parse(readFileSync(join(all, 'Estorno.template.json'), 'utf8'));
    const of = (names: object, id: string) =>
      Object.keys(names).filter((name) => name.toLowerCase().startsWith(id));

    for (const { id, name } of PROVIDERS) {
      const isHere = ['letpay', 'mercadopago'].includes(id);
      assert.equal(text.includes(`/${id}/`), isHere, `paths of ${id}`);
      assert.equal(text.includes(name), isHere, `texts of ${name}`);
      for (const part of ['Resources', 'Outputs'] as const) {
        const here = of({ Resources, Outputs }[part], id).length;
        assert.equal(here, isHere ? of(whole[part], id).length : 0, `${part} of ${id}`);
        assert.ok(of(whole[part], id).length > 0, `${part} of ${id} in the whole stack`);
      }
    }
  });

  test('has the unrouted queue for commands to the others', async () => {
    const folder = await synthesizeWith({ providers: 'letpay' });
    const { Resources } = JSON.parse(readFileSync(join(folder, 'Estorno.template.json'), 'utf8'));
    const patterns = Object.values<{ Type: string; Properties: { EventPattern?: object } }>(Resources)
      .filter(({ Type }) => Type === 'AWS::Events::Rule')
      .map(({ Properties }) => JSON.stringify(Properties.EventPattern ?? null));
    assert.ok(patterns.some((pattern) => pattern.includes('{"anything-but":["letpay"]}')));
  });
});

const LETPAY = PROVIDERS.filter(({ id }) => id === 'letpay');

/** A stack with functions for these, which have so many unfinished operations. */
function deployed(unfinished: Readonly<Record<string, number>>): () => Promise<DeployedStack> {
  return async () => ({
    functionNames: new Map(Object.keys(unfinished).map((id) => [id, id])),
    countUnfinished: async (name) => unfinished[name] ?? 0,
  });
}

describe('to take a provider out of a stack is', () => {
  const check = (
    find: () => Promise<DeployedStack>,
    forceRemoval: readonly string[] = [],
    providers = LETPAY,
  ) => refuseRemovals({ providers, forceRemoval }, find);
  const others = PROVIDERS.flatMap(({ id }) => (id === 'letpay' ? [] : [id]));

  test('possible where it was never deployed, or has finished all', async () => {
    await check(deployed({}));
    await check(deployed({ letpay: 7, sopague: 0 }));
  });
  test('refused while it has unfinished operations', async () => {
    const [name, message] = [
      'UsageError',
      /leaves out sopague.* 2 unfinished.*removal\.md.*forceRemoval=sopague/,
    ];
    await assert.rejects(check(deployed({ letpay: 0, sopague: 2 })), { name, message });
    await assert.rejects(check(deployed({ sopague: 2 }), ['mercadopago']), { name, message });
  });
  test('refused where it cannot be checked', async () => {
    const message = /could not be checked.*no credentials.*forceRemoval/;
    const fail = async () => Promise.reject(new Error('no credentials'));
    await assert.rejects(check(fail), { name: 'UsageError', message });
    const stack = await deployed({ sopague: 1 })();
    await assert.rejects(
      check(async () => ({ ...stack, countUnfinished: fail })),
      { name: 'UsageError', message },
    );
  });
  test('not checked where it is forced, or nothing is left out', async () => {
    const never = async (): Promise<DeployedStack> => assert.fail('AWS is asked');
    await check(never, others);
    await check(never, [], [...PROVIDERS]);
  });
});

type Page = {
  readonly operations: readonly object[];
  readonly unreadable: readonly string[];
  readonly next: unknown;
};

/** CloudFormation and the API in one: a stack with SoPague, which lists these pages. */
async function startAws(t: TestContext, pages: readonly Page[] | undefined) {
  const invoked: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/operator/sopague/list') {
        assert.match(request.headers.authorization ?? '', /^AWS4-HMAC-SHA256 .*\/execute-api\//);
        const command = JSON.parse(Buffer.concat(chunks).toString());
        invoked.push(command);
        return response.end(JSON.stringify(pages?.[command.after ?? 0] ?? { moon: true }));
      }
      response.setHeader('content-type', 'text/xml');
      if (pages) return response.end(STACK.replace('API_URL', `http://${request.headers.host}/`));
      response.statusCode = 400;
      return response.end(NO_STACK);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, invoked };
}

const STACK =
  '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>Estorno</StackName><Outputs><member>' +
  '<OutputKey>SopagueFunctionName</OutputKey><OutputValue>sopague-function</OutputValue></member><member>' +
  '<OutputKey>ApiUrl</OutputKey><OutputValue>API_URL</OutputValue></member></Outputs>' +
  '<StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-21T12:00:00Z</CreationTime></member></Stacks>' +
  '</DescribeStacksResult></DescribeStacksResponse>';

const NO_STACK =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>' +
  '<Message>Stack with id Estorno does not exist</Message></Error></ErrorResponse>';

const page = (operations: number, unreadable: number, next: unknown = null): Page => ({
  operations: Array.from({ length: operations }, () => ({})),
  unreadable: Array.from({ length: unreadable }, () => 'loja-1#sopague#1'),
  next,
});

describe('what is deployed', () => {
  const find = (endpoint: string) =>
    findDeployed('Estorno', {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });

  test('is found by the outputs of the stack, and counted page by page, with what cannot be read', async (t) => {
    const { url, invoked } = await startAws(t, [page(2, 1, 1), page(1, 0)]);
    const { functionNames, countUnfinished } = await find(url);
    assert.deepEqual([...functionNames], [['sopague', 'sopague-function']]);
    assert.equal(await countUnfinished('sopague'), 4);
    assert.deepEqual(invoked, [{ state: 'open' }, { state: 'open', after: 1 }]);
  });
  test('is nothing where there is no stack', async (t) =>
    assert.equal((await find((await startAws(t, undefined)).url)).functionNames.size, 0));
  test('is not known where the API answers something else', async (t) => {
    const { countUnfinished } = await find((await startAws(t, [])).url);
    await assert.rejects(countUnfinished('sopague'), /did not list operations/);
  });
});

/** What `cdk deploy -c providers=letpay` makes of it: the exit code of the app, and what it says. */
function synthesizeAgainst(url: string, context: Readonly<Record<string, string>>) {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    CDK_DEFAULT_ACCOUNT: '111122223333',
    CDK_DEFAULT_REGION: 'us-east-1',
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] }),
  };
  return new Promise<{ readonly code: unknown; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, ['infra/app.ts'], { env, timeout: 240_000 }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

test('the app asks the deployed stack before it is synthesized without a provider', async (t) => {
  const { url } = await startAws(t, [page(1, 0)]);

  const { code, stderr } = await synthesizeAgainst(url, { providers: 'letpay' });

  assert.equal(code, 2);
  assert.match(stderr, /^The context value providers leaves out sopague,[^\n]+ 1 unfinished[^\n]+\n$/);
});
