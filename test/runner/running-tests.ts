import { relative } from 'node:path';

type TestName = {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string | undefined;
};

export type RunningTests = ReturnType<typeof createRunningTests>;

/** The tests that have begun and not ended, as the events of a run tell of them. */
export function createRunningTests() {
  const running = new Map<string, number>();
  const change = (by: number) => (test: TestName) => {
    const key = toText(test);
    running.set(key, (running.get(key) ?? 0) + by);
  };
  return {
    add: change(1),
    delete: change(-1),
    /** One line each: the file, and the test in it. */
    list: (): readonly string[] => [...running].filter(([, times]) => times > 0).map(([text]) => text),
  };
}

function toText({ name, file, nesting }: TestName): string {
  const path = file === undefined ? '' : relative('.', file);
  return nesting === 0 && name === file ? path : `${path}: ${name}`;
}
