import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromTraceHeader, fromTraceparent, toTraceHeader } from '../../../shared/domain/correlation.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

const TRACEPARENTS: readonly (readonly [header: string | undefined, trace: string | undefined])[] = [
  [`00-${TRACE}-${SPAN}-01`, TRACE],
  [` 00-${TRACE}-${SPAN}-00 `, TRACE],
  [`01-${TRACE}-${SPAN}-01-of-a-later-version`, TRACE],
  [`ff-${TRACE}-${SPAN}-01`, undefined],
  [`00-${'0'.repeat(32)}-${SPAN}-01`, undefined],
  [`00-${TRACE}-${'0'.repeat(16)}-01`, undefined],
  [`00-${TRACE.toUpperCase()}-${SPAN}-01`, undefined],
  [`00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`, undefined],
  ['"><script>', undefined],
  ['', undefined],
  [undefined, undefined],
];

for (const [header, trace] of TRACEPARENTS)
  test(`the traceparent "${header}" ${trace ? 'names its trace' : 'is none'}`, () => {
    assert.equal(fromTraceparent(header), trace);
  });

test('a trace goes into an X-Ray header and back', () => {
  const header = toTraceHeader(TRACE);
  assert.equal(header, 'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736');
  assert.equal(fromTraceHeader(`Self=1-1-1;${header};Parent=53995c3f42cd8ad8;Sampled=1`), TRACE);
});

test('what is no trace has no X-Ray header, and a header without one names none', () => {
  for (const id of ['JKJaXmPLvHcESHA=', '', undefined]) assert.equal(toTraceHeader(id), undefined);
  for (const header of ['Root=garbage', 'Parent=53995c3f42cd8ad8', '', undefined])
    assert.equal(fromTraceHeader(header), undefined);
});
