import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import * as z from 'zod';
import { OPENAPI_FILE } from '../../../tools/docs/openapi/to-yaml.ts';

const description: unknown = parse(readFileSync(OPENAPI_FILE, 'utf8'));
const patterns = [...new Set(findAll(description, 'pattern'))];

const SAMPLES = [
  ...['', 'loja-1', '-loja', 'Loja', 'op_0123456789abcdef0123456789', 'op_1', '1', '0', 'wait=5', 'a b'],
  ...['8f048623-16c6-47da-aca1-546a16e8fb99', '1'.repeat(42), 'key"1', '"key-1"', 'a,b', 'ção', 'a\tb', '😀'],
  ...[
    '18552260055',
    'ORD01HZXABCDEFGHJKMNPQRSTVWXYZ',
    '7978c0c97ea847e78e8849634473c1f1',
    "it's",
    'a\u007fb',
  ],
];

const verdicts = patterns.map((pattern) => SAMPLES.map((sample) => new RegExp(pattern, 'u').test(sample)));

const PYTHON = `
import json, re, sys
patterns, samples = json.load(sys.stdin)
print(json.dumps([[re.search(p, s) is not None for s in samples] for p in patterns]))
`;

/** One line for each pattern: 1 or 0 for each sample. Lines of the input are JSON's code units in hex. */
const JAVA = `
import java.util.*;
import java.util.regex.*;
public class Dialect {
  static String text(String hex) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < hex.length(); at += 4) text.append((char) Integer.parseInt(hex.substring(at, at + 4), 16));
    return text.toString();
  }
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int patterns = Integer.parseInt(in.nextLine());
    List<String> lines = new ArrayList<>();
    while (in.hasNextLine()) lines.add(text(in.nextLine()));
    for (String pattern : lines.subList(0, patterns)) {
      StringBuilder line = new StringBuilder();
      for (String sample : lines.subList(patterns, lines.size()))
        line.append(Pattern.compile(pattern).matcher(sample).find() ? '1' : '0');
      System.out.println(line);
    }
  }
}
`;

const folder = mkdtempSync(join(tmpdir(), 'estorno-dialects-'));
after(() => rmSync(folder, { recursive: true }));

const has = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
const noPython = !has('python3', '--version') && 'python3 is not installed here';
const noJava = !has('java', '--version') && 'java is not installed here';

test('there are patterns', () => assert.ok(patterns.length >= 8, patterns.join('\n')));

test('every pattern means the same to Python', { skip: noPython }, () => {
  const { stdout, stderr } = spawnSync('python3', ['-c', PYTHON], {
    encoding: 'utf8',
    input: JSON.stringify([patterns, SAMPLES]),
  });
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), verdicts);
});

test('every pattern means the same to Java', { skip: noJava }, () => {
  const file = join(folder, 'Dialect.java');
  writeFileSync(file, JAVA);
  const lines = [String(patterns.length), ...[...patterns, ...SAMPLES].map(toHex)];
  const { stdout, stderr } = spawnSync('java', [file], { encoding: 'utf8', input: `${lines.join('\n')}\n` });
  assert.equal(stderr.replace(/^Picked up .*\n/gm, ''), '');
  const shown = stdout.trim().split('\n');
  assert.deepEqual(
    shown,
    verdicts.map((row) => row.map((isMatch) => (isMatch ? '1' : '0')).join('')),
  );
});

test('every pattern keeps to what RE2 and Go know', () => {
  for (const pattern of patterns) {
    assert.doesNotMatch(pattern, /\(\?|\\[1-9pPuk]|[*+?}]\+/, pattern);
    for (const [, most] of pattern.matchAll(/\{\d*,?(\d+)\}/g)) assert.ok(Number(most) <= 1000, pattern);
  }
});

test('every format is one that JSON Schema or OpenAPI defines', () => {
  const KNOWN = ['date', 'date-time', 'uri', 'uri-reference', 'uuid', 'int32', 'int64', 'double'];
  for (const format of new Set(findAll(description, 'format'))) assert.ok(KNOWN.includes(format), format);
});

const noSchemas =
  noPython || (!has('python3', '-c', 'import jsonschema') && 'jsonschema is not installed here');

test('every schema is valid to the validator of Python', { skip: noSchemas }, () => {
  const { components } = z
    .object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) })
    .parse(description);
  const code = `
import json, sys
from jsonschema import Draft202012Validator, FormatChecker
for name, schema in json.load(sys.stdin).items():
    Draft202012Validator.check_schema(schema, format_checker=FormatChecker())
`;
  const input = JSON.stringify(components.schemas);
  const { status, stderr } = spawnSync('python3', ['-c', code], { encoding: 'utf8', input });
  assert.deepEqual([status, stderr], [0, '']);
});

/** Every text under this name, wherever it is; a property of this name is none. */
function findAll(value: unknown, name: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && typeof inner === 'string' ? [inner] : findAll(inner, name),
  );
}

function toHex(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return units.map((unit) => unit.toString(16).padStart(4, '0')).join('');
}
