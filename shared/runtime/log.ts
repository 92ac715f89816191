/** Facts that a log line may hold: short words and numbers that we made or checked, never a body or a header. */
export type LogFacts = Readonly<Record<string, string | number | boolean | undefined>>;

export type Log = {
  info(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
};

/** What a log may say of an error: its name. Its message can hold anything. */
export function nameOfError(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/** One JSON line a record, on standard output, where Lambda collects it. */
export const consoleLog: Log = {
  info: (event, facts) => console.log(JSON.stringify({ level: 'info', event, ...facts })),
  error: (event, facts) => console.error(JSON.stringify({ level: 'error', event, ...facts })),
};
