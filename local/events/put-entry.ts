import * as z from 'zod';

/** One entry of PutEvents. Its members are optional: what is missing fails that entry, not the call. */
export const PutEntry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  /** JSON. */
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  /** Seconds since 1970. */
  Time: z.number().max(8.64e12).optional(),
  TraceHeader: z.string().optional(),
});

export type PutEntry = z.infer<typeof PutEntry>;

/** Why an entry did not get onto the bus, in PutEvents' own words. */
export type EntryError = { readonly ErrorCode: string; readonly ErrorMessage: string };

/** An entry that a bus takes. */
export type GoodEntry = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** Bytes of an entry, by AWS's own rule. @source docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export function sizeOf({ Source, DetailType, Detail, Resources, Time }: PutEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources].map((text) => Buffer.byteLength(text ?? ''));
  return texts.reduce((sum, bytes) => sum + bytes, Time === undefined ? 0 : 14);
}

/** What EventBridge says of the entry itself, before any bus is asked. */
export function checkEntry({ Source, DetailType, Detail }: PutEntry): GoodEntry | EntryError {
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'Not authorized for the source.' };
  // AWS takes these, and the event is lost: here that is an error.
  if (Source.length > 256) return invalid('Source', 'Source is longer than 256 characters.');
  if (DetailType.length > 128) return invalid('DetailType', 'DetailType is longer than 128 characters.');
  const detail = DetailObject.safeParse(parseJson(Detail));
  if (!detail.success) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return { source: Source, detailType: DetailType, detail: detail.data };
}

export function invalid(parameter: string, reason: string): EntryError {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${reason}`,
  };
}

const DetailObject = z.record(z.string(), z.unknown());

function missing(parameter: string): EntryError {
  return invalid(parameter, `${parameter} is a required argument.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
