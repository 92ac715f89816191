import type { Context } from 'aws-lambda';

/** What Lambda says of an invocation that has this long. */
export function invocationContext(leftMs = 29_000): Context {
  const end = Date.now() + leftMs;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'function',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:sa-east-1:000000000000:function:function',
    memoryLimitInMB: '512',
    awsRequestId: 'request-1',
    logGroupName: 'group',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => end - Date.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** Points every client of AWS at this address. The functions read their environment when they are imported. */
export function useAwsAt(url: string, variables: Readonly<Record<string, string>>): void {
  const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'sa-east-1' };
  Object.assign(process.env, keys, { AWS_ENDPOINT_URL: url }, variables);
}
