/**
 * Names everything that follows from one request: its answer, its operation, the events, the flow and the log lines.
 * It is the trace id of the caller's `traceparent` (32 hex digits) where there is one, else the id of the request.
 */
export type CorrelationId = string;

/** Whatever can be one. */
export const CORRELATION_ID = /^[\w=+/:.-]{1,128}$/;

/** @source https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/** @source https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const TRACE_HEADER = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/i;

const TRACE_ID = /^([0-9a-f]{8})([0-9a-f]{24})$/;

/** The trace id of a `traceparent`; undefined where it is none, so that nothing else gets into a log that way. */
export function fromTraceparent(header: string | undefined): CorrelationId | undefined {
  return TRACEPARENT.exec(header?.trim() ?? '')?.[1];
}

/** The trace id of an X-Ray header, written as W3C writes it. */
export function fromTraceHeader(header: string | undefined): CorrelationId | undefined {
  const [, time, rest] = TRACE_HEADER.exec(header ?? '') ?? [];
  return time && rest ? `${time}${rest}`.toLowerCase() : undefined;
}

/** An X-Ray header for what follows; undefined where the id is not of a trace. */
export function toTraceHeader(id: CorrelationId | undefined): string | undefined {
  const [, time, rest] = TRACE_ID.exec(id ?? '') ?? [];
  return time && rest ? `Root=1-${time}-${rest}` : undefined;
}

/** How an event of ours names what it follows from, among its `resources`. */
export function toCorrelationResource(id: CorrelationId): string {
  return `urn:estorno:correlation:${id}`;
}
