import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readSources, type Source } from './sources.ts';

/** The most lines of a function, counted with everything that is nested in it. */
const FUNCTION_LINES = 60;

/** The most lines of a file. */
const FILE_LINES = 250;

/** The most lines of a file of tests. */
const TEST_FILE_LINES = 400;

const sources = readSources().filter(({ file }) => !isGenerated(file));
const code = sources.filter(({ file }) => !isTest(file));

describe('sizes', () => {
  test(`no function has more than ${FUNCTION_LINES} lines`, () => {
    const long = code.flatMap(({ file, functions }) =>
      functions
        .filter(({ lines }) => lines > FUNCTION_LINES)
        .map(({ name, line, lines }) => `${file}:${line} ${name ?? ''} ${lines}`),
    );
    assert.deepEqual(long, []);
  });

  test(`no file has more than ${FILE_LINES} lines`, () => {
    assert.deepEqual(longerThan(code, FILE_LINES), []);
  });

  test(`no file of tests has more than ${TEST_FILE_LINES} lines`, () => {
    assert.deepEqual(
      longerThan(
        sources.filter(({ file }) => isTest(file)),
        TEST_FILE_LINES,
      ),
      [],
    );
  });
});

function longerThan(files: readonly Source[], limit: number): readonly string[] {
  return files.filter(({ lines }) => lines > limit).map(({ file, lines }) => `${file} ${lines}`);
}

function isTest(file: string): boolean {
  return file.startsWith('test/');
}

/** Written by a script of ours, which says so in the first line. */
function isGenerated(file: string): boolean {
  return /^\/\/ .*[Ww]ritten by `npm run /.test(readFileSync(file, 'utf8'));
}
