import { OpsError } from '../ops-error.ts';
import type { Result } from '../result.ts';
import { toTable } from '../table.ts';

/** What a check found. `skipped`: it could not be made here, and the detail says why. */
export type Finding = {
  readonly result: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly detail: string;
};

export type Check = { readonly name: string; readonly run: () => Promise<Finding> };

type Row = Finding & { readonly check: string };

/** Makes every check, one after the other. @throws OpsError with the whole report where one failed */
export async function report(checks: readonly Check[]): Promise<Result> {
  const rows: Row[] = [];
  for (const { name, run } of checks) rows.push({ check: name, ...(await run().catch(toFailed)) });
  const table = toTable(
    ['RESULT', 'CHECK', 'DETAIL'],
    rows.map(({ result, check, detail }) => [result, check, detail]),
  );
  const failed = rows.filter(({ result }) => result === 'failed').length;
  const text = `${table}\n\n${rows.length} checks, ${failed} failed.`;
  if (failed > 0) throw new OpsError(text);
  return { json: { checks: rows }, text };
}

function toFailed(error: unknown): Finding {
  return { result: 'failed', detail: error instanceof Error ? error.message : String(error) };
}

export function ok(detail: string): Finding {
  return { result: 'ok', detail };
}

export function failed(detail: string): Finding {
  return { result: 'failed', detail };
}
