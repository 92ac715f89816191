import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LIMIT_TEXTS, LOG_RETENTION_REASON, STANDARD_LOG_RETENTION_DAYS } from '../../infra/limits.ts';
import { INQUIRY_PAUSES, LIMIT_RULES, type LimitName } from '../../shared/domain/limits.ts';

const NAMES = Object.keys(LIMIT_RULES) as LimitName[];

const rows = [
  ...NAMES.map((name) => {
    const { standard, least, most } = LIMIT_RULES[name];
    const { unit, reason } = LIMIT_TEXTS[name];
    return `| \`${name}\` | ${standard} | ${least} to ${most} ${unit} | ${reason} |`;
  }),
  `| \`inquiryPauses\` | ${INQUIRY_PAUSES.standard.join(', ')} | ${INQUIRY_PAUSES.leastValues} to ` +
    `${INQUIRY_PAUSES.mostValues} values of ${INQUIRY_PAUSES.least} to ${INQUIRY_PAUSES.most} ` +
    `${LIMIT_TEXTS.inquiryPauses.unit} | ${LIMIT_TEXTS.inquiryPauses.reason} |`,
  `| \`logRetentionDays\` | ${STANDARD_LOG_RETENTION_DAYS} | days that CloudWatch offers | ${LOG_RETENTION_REASON} |`,
];

test('the page of the limits shows each, with its default, its bounds and its reason', () => {
  const page = readFileSync('docs/limits.md', 'utf8');
  const shown = page.split('\n').filter((line) => line.startsWith('| `'));
  assert.deepEqual(shown, rows, `The rows must be:\n${rows.join('\n')}`);
});
