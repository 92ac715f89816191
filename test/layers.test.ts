import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';

/**
 * Imports point down. Each layer may import itself and what is named beside it; packages and `node:` are listed too.
 * The first row that a file's path begins with counts.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  // Storefronts have no more of this project than this folder.
  'client/': [],
  'shared/domain/': ['zod/mini', 'node:crypto'],
  'shared/runtime/': ['node:', 'shared/domain/text.ts'],
  'shared/simulator/': ['node:'],
  'shared/http/': ['zod/mini', 'shared/domain/'],
  'shared/ledger/': ['shared/domain/'],
  'shared/events/': ['zod/mini', 'shared/domain/'],
  'shared/provider/': ['zod/mini', 'node:', 'shared/domain/', 'shared/sessions/session.ts'],
  'shared/sessions/': ['shared/domain/', 'shared/provider/', 'shared/runtime/log.ts'],
  'shared/aws/stand-ins/': ['@aws-sdk/credential-provider-env', '@smithy/signature-v4', 'node:crypto'],
  'shared/aws/': [
    'zod/mini',
    '@aws-sdk/',
    'shared/domain/',
    'shared/events/event-bus.ts',
    'shared/commands/command-queue.ts',
    'shared/relay/flow-starter.ts',
    'shared/ledger/',
    'shared/sessions/',
    'shared/runtime/log.ts',
  ],
  'shared/relay/': [
    'zod/mini',
    'shared/domain/',
    'shared/events/',
    'shared/aws/stream-image.ts',
    'shared/runtime/log.ts',
  ],
  'shared/operations/': [
    'shared/domain/',
    'shared/ledger/',
    'shared/provider/',
    'shared/sessions/',
    'shared/aws/secret-reader.ts',
    'shared/runtime/log.ts',
  ],
  'shared/commands/': [
    'zod/mini',
    'shared/domain/',
    'shared/events/',
    'shared/http/',
    'shared/operations/',
    'shared/provider/',
    'shared/runtime/log.ts',
  ],
  'shared/operator/': [
    'zod/mini',
    'shared/domain/',
    'shared/http/',
    'shared/ledger/',
    'shared/operations/',
    'shared/provider/',
    'shared/runtime/log.ts',
    'shared/sessions/check-login.ts',
    'shared/sessions/probe.ts',
  ],
  'shared/api/': [
    'shared/runtime/log.ts',
    'zod/mini',
    'shared/commands/read-command.ts',
    'shared/domain/',
    'shared/http/',
    'shared/ledger/',
    'shared/operations/',
    'shared/provider/',
  ],
  'shared/tasks/': [
    'zod/mini',
    'shared/commands/read-command.ts',
    'shared/domain/',
    'shared/http/',
    'shared/operations/',
    'shared/provider/',
  ],
  'shared/middleware/': ['@middy/core', 'shared/domain/', 'shared/http/', 'shared/runtime/'],
  'shared/observability/': [
    'zod/mini',
    '@aws-lambda-powertools/',
    'aws-lambda',
    'shared/domain/',
    'shared/http/',
    'shared/ledger/',
    'shared/operations/',
    'shared/provider/',
    'shared/runtime/',
    'shared/sessions/',
  ],
  'shared/create-commands.ts': ['shared/'],
  'shared/create-handler.ts': ['@middy/core', 'aws-lambda', 'shared/'],
  'shared/create-provider-answers.ts': ['shared/'],
  'shared/create-provider-handler.ts': ['shared/'],
  'functions/*/simulator': ['node:', 'shared/simulator/'],
  // What every provider can do is data of theirs, which `GET /v1/providers` shows; their connectors stay out of it.
  'functions/api/': ['shared/', 'functions/capabilities.ts'],
  'functions/capabilities.ts': ['shared/provider/', 'functions/*/capabilities.ts'],
  'functions/command-rules.ts': ['shared/commands/read-command.ts', 'functions/*/connector.ts'],
  'functions/secret-schemas.ts': ['zod/mini', 'functions/*/wire.ts'],
  'functions/': ['zod/mini', 'node:crypto', 'shared/'],
  // A browser has nothing of Node, nor of what runs beside it.
  'infra/local/console/page/': ['preact', 'infra/local/console/console-state.ts'],
  'infra/local/': ['*'],
  // What is written about the API is made of what the functions parse with and answer with.
  'infra/docs/': [
    'node:',
    'zod',
    'yaml',
    'shared/domain/',
    'shared/events/',
    'shared/http/',
    'shared/provider/capabilities.ts',
    'shared/api/answer-schemas.ts',
    'shared/api/operations-list.ts',
    'shared/commands/read-command.ts',
    'functions/capabilities.ts',
    'functions/command-rules.ts',
    'infra/script.ts',
  ],
  'infra/ops/': [
    ...['node:', 'zod', '@aws-sdk/', 'shared/domain/', 'infra/providers.ts', 'infra/script.ts'],
    'functions/secret-schemas.ts',
  ],
  'infra/': [
    'node:',
    'module',
    'aws-cdk-lib',
    'cdk-nag',
    'constructs',
    'leven',
    'shared/domain/ids.ts',
    'shared/domain/problem.ts',
    'shared/http/routes.ts',
    'shared/observability/metric-names.ts',
  ],
};

describe('layers', () => {
  for (const file of globSync('{client/*,{functions,infra,shared}/**/*}.{ts,tsx}').toSorted()) {
    test(`${file} imports only what its layer may`, () => {
      const layer = Object.keys(LAYERS).find((prefix) => isUnder(file, prefix));
      assert.ok(layer, 'belongs to no layer: add a row');
      const allowed = [ownFolder(file, layer), ...(LAYERS[layer] ?? [])];
      const wrong = importsOf(file).filter(
        (target) => !allowed.some((prefix) => prefix === '*' || isUnder(target, prefix)),
      );
      assert.deepEqual(wrong, []);
    });
  }

  test('only one file reads the environment of the functions', () => {
    const readers = globSync('{functions,shared}/**/*.ts').filter((file) =>
      /process\.env/.test(codeOf(file)),
    );
    assert.deepEqual(readers, ['shared/runtime/env.ts']);
  });
});

/** A provider's folder is its own; every other layer is one folder. The simulator is on its own in it. */
function ownFolder(file: string, layer: string): string {
  if (layer === 'functions/*/simulator') return `${file.split('/').slice(0, 2).join('/')}/simulator`;
  return layer === 'functions/' ? `${dirname(file)}/` : layer;
}

function isUnder(file: string, prefix: string): boolean {
  return new RegExp(`^${prefix.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}`).test(file);
}

function importsOf(file: string): string[] {
  const targets = [...codeOf(file).matchAll(/(?:from\s+|import\s+|import\()'([^']+)'/g)].map(
    ([, target = '']) => target,
  );
  return targets.map((target) => (target.startsWith('.') ? join(dirname(file), target) : target));
}

function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*\*?[\s\S]*?\*\//g, '');
}
