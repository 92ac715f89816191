import { createUnrouted } from '../../shared/api/unrouted.ts';
import { createHandler } from '../../shared/create-handler.ts';
import { readApiEnv } from '../../shared/runtime/env.ts';
import { consoleLog as log } from '../../shared/runtime/log.ts';

/** What no provider answers: `$default`. */
export const handler = createHandler({ answers: { http: createUnrouted(readApiEnv()) }, log });
