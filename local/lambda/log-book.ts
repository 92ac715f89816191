/** One line that a function printed. */
export type LogLine = {
  readonly functionName: string;
  /** The logical id in the template. */
  readonly functionId: string;
  readonly environmentId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

export type LogBook = {
  /** Oldest first; the newest 10,000. */
  readonly lines: readonly LogLine[];
  add(line: LogLine): void;
};

const KEPT = 10_000;

export function createLogBook(onLine?: (line: LogLine) => void): LogBook {
  const lines: LogLine[] = [];
  return {
    lines,
    add: (line) => {
      lines.push(line);
      if (lines.length > KEPT) lines.splice(0, lines.length - KEPT);
      onLine?.(line);
    },
  };
}
