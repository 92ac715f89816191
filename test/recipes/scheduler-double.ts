import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { closeServer, listen, toUrl } from '../../local/loopback.ts';

const Schedule = z.object({
  ScheduleExpression: z.string(),
  ActionAfterCompletion: z.literal('DELETE'),
  Target: z.object({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().transform((text) => z.record(z.string(), z.unknown()).parse(JSON.parse(text))),
    EventBridgeParameters: z.object({ DetailType: z.string(), Source: z.string() }),
  }),
});

export type Schedule = z.infer<typeof Schedule>;

/** Accepts schedules, and never fires them. */
export async function startSchedulerDouble() {
  const schedules: { readonly path: string; readonly schedule: Schedule }[] = [];
  const server = createServer(async (request, response) => {
    schedules.push({ path: request.url ?? '', schedule: Schedule.parse(await json(request)) });
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"ScheduleArn":"arn:aws:scheduler:double"}');
  });
  const url = toUrl(await listen(server, 0));
  return { url, schedules, close: () => closeServer(server) };
}
