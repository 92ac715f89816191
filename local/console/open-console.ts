import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { readBody } from '../loopback.ts';
import { bundlePage, type PageFiles, toHtml } from './bundle-page.ts';
import { type ConsoleDeps, createConsoleParts } from './console-parts.ts';
import { ControlError } from './controls.ts';
import { PAGE_HEADERS, refusalOf } from './guard.ts';
import { pathOf } from './is-for-console.ts';

const BODY_LIMIT_BYTES = 16_384;

/** The page, once somebody has asked for it. */
export type OpenConsole = {
  /** Answers a request of its own. Never rejects. */
  answer(message: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends the connections of those who watch. */
  close(): void;
};

export function openConsole(deps: ConsoleDeps): OpenConsole {
  const guard = { port: Number(new URL(deps.stack.url).port), token: randomBytes(24).toString('base64url') };
  const { live, actions } = createConsoleParts(deps);
  let bundled: Promise<PageFiles> | undefined;

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(message, guard);
    if (refusal !== undefined) return sendJson(response, 403, { detail: refusal });
    const path = pathOf(message);
    if (message.method === 'POST') return act(path, message, response);
    if (path === '/') return send(response, 200, 'text/html; charset=utf-8', toHtml(guard.token));
    if (path === '/console/live') {
      response.writeHead(200, { ...PAGE_HEADERS, 'content-type': 'text/event-stream' });
      return live.add(response);
    }
    bundled ??= bundlePage();
    const file = (await bundled).get(path.slice('/console/'.length));
    if (file) return send(response, 200, file.type, file.text);
    sendJson(response, 404, { detail: 'The console has no such page. It begins at /.' });
  }

  async function act(path: string, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = actions.get(path);
    if (!action) return sendJson(response, 404, { detail: 'The console does no such thing.' });
    try {
      const body = await readBody(message, BODY_LIMIT_BYTES);
      sendJson(response, 200, await action(JSON.parse(body?.toString() ?? '')));
    } catch (error) {
      sendJson(response, isTheirs(error) ? 400 : 500, { detail: toSentence(error) });
    }
  }

  return {
    answer: (message, response) =>
      answer(message, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { detail: toSentence(error) });
      }),
    close: live.close,
  };
}

function isTheirs(error: unknown): boolean {
  return error instanceof ControlError || error instanceof SyntaxError || error instanceof z.ZodError;
}

function toSentence(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { ...PAGE_HEADERS, 'content-type': type });
  response.end(text);
}
