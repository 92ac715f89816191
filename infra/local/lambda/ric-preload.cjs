// Stands in for the native client of AWS's Lambda runtime interface client, so that it runs without a compiler:
// `node --require ric-preload.cjs aws-lambda-ric/index.mjs index.handler`. Speaks the Lambda Runtime API.
const http = require('node:http');
const Module = require('node:module');
const process = require('node:process');
const { shiftDate } = require('./shift-date.cjs');

/** Variable and header with the milliseconds by which the stack's clock is ahead of the machine's. */
const OFFSET_VARIABLE = 'LOCAL_CLOCK_OFFSET_MS';
const OFFSET_HEADER = 'local-clock-offset-ms';

shiftDate(Number(process.env[OFFSET_VARIABLE] ?? 0));
// No function may see that its time is not the machine's.
delete process.env[OFFSET_VARIABLE];

const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
// One socket: an answer has then left before the next event is asked for.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** What RIC's own build exits with when the Runtime API is gone is not documented; nobody reads this one. */
const RUNTIME_API_GONE = 70;

const nativeClient = {
  initializeClient() {},
  next: () =>
    new Promise((resolve) => {
      const request = http.request(to('GET', '/invocation/next'), (response) => {
        const chunks = [];
        response
          .on('data', (chunk) => chunks.push(chunk))
          .on('error', exit)
          .on('end', () => {
            const { [OFFSET_HEADER]: offsetMs, ...headers } = response.headers;
            shiftDate(Number(offsetMs));
            resolve({ bodyJson: Buffer.concat(chunks).toString(), headers });
          });
      });
      request.on('error', exit).end();
    }),
  done: (id, body) => post(`/invocation/${id}/response`, body, {}),
  error: (id, body) =>
    post(`/invocation/${id}/error`, body, {
      'lambda-runtime-function-error-type': JSON.parse(body).errorType ?? 'Error',
    }),
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === './rapid-client.node' ? nativeClient : load.call(this, request, ...rest);
};

function post(path, body, headers) {
  const length = Buffer.byteLength(body);
  const options = to('POST', path, {
    'content-type': 'application/json',
    'content-length': length,
    ...headers,
  });
  const request = http.request(options, (response) => response.resume());
  request.on('error', exit).end(body);
}

function to(method, path, headers = {}) {
  return { hostname, port, agent, method, path: `/2018-06-01/runtime${path}`, headers };
}

/** The stack that started this process has ended, so this one ends too. */
function exit() {
  process.exit(RUNTIME_API_GONE);
}
