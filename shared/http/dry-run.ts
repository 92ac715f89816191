import type { Command } from '../operation/command.ts';
import { check } from '../operation/operations.ts';
import { toOptions } from '../operation/options.ts';
import { type PreviewedRequest, previewRequests } from '../operation/preview.ts';
import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { InquiryResult } from '../provider/payment-snapshot.ts';
import type { ApiDeps } from './api-deps.ts';
import { type HttpResponse, jsonResponse } from './responses.ts';

/** Nothing is stored and nothing is sent, so the provider is not asked either. */
const NOT_ASKED: InquiryResult = { is: 'unavailable', code: 'provider_unavailable' };

/** What a command would lead to. @throws EstornoError for what `begin` would refuse */
export async function showDryRun<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  command: Command,
  invocation: Invocation,
): Promise<HttpResponse> {
  const { connector, clock } = deps;
  const payment = await check(deps, command, invocation);
  const { merchantId, provider, paymentId, request } = command;
  const { capturedAt } = request;
  return jsonResponse(200, {
    dryRun: true,
    ...{ merchantId, provider, paymentId },
    options: toOptions({ payment, inquiry: NOT_ASKED, rules: connector, now: clock(), capturedAt }),
    requests: previewRequests(connector, command, payment).map(toShownRequest),
  });
}

/** Without its credentials, which are added on its way. */
export function toShownRequest({ request, onlyIf }: PreviewedRequest) {
  const { method, path, query, body = null } = request;
  const search = query ? `?${new URLSearchParams(query)}` : '';
  return { method, path: `${path}${search}`, body, ...(onlyIf && { onlyIf }) };
}
