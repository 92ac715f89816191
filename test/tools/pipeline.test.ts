import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import * as z from 'zod';

const FOLDER = join('docs', 'pipeline');

const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.looseObject({
      environment: z.string().optional(),
      permissions: z.record(z.string(), z.string()),
      steps: z.array(z.looseObject({ run: z.string().optional() })),
    }),
  ),
});

const { jobs } = workflowSchema.parse(parse(readFileSync(join(FOLDER, 'deploy.yml'), 'utf8')));

const role = readFileSync(join(FOLDER, 'deploy-role.yaml'), 'utf8');

describe('the example of a pipeline', () => {
  test('lets only the job that deploys get credentials, in an environment with reviewers', () => {
    for (const [name, { permissions, environment }] of Object.entries(jobs)) {
      const mayDeploy = name === 'deploy';
      assert.equal(permissions['id-token'], mayDeploy ? 'write' : undefined, name);
      assert.equal(environment, mayDeploy ? 'production' : undefined, name);
    }
  });

  test('installs no development dependency and runs no script of a package where it deploys', () => {
    const runs = jobs.deploy?.steps.flatMap(({ run }) => run ?? []) ?? [];
    const at = (start: string) => runs.findIndex((run) => run.startsWith(start));
    assert.equal(at('npm ci --omit=dev --ignore-scripts'), 0);
    const order = ['npm audit signatures', 'npm sbom --omit=dev', 'npx cdk deploy', 'npm run ops -- verify'];
    const places = order.map(at);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(places.every((place) => place > 0));
  });

  test('has a role that one repository and environment can assume, and that reads no secret and invokes nothing', () => {
    assert.match(
      role,
      /token\.actions\.githubusercontent\.com:sub: !Sub 'repo:\$\{Repository\}:environment:\$\{Environment\}'/,
    );
    const actions = [...role.matchAll(/Action: (?:\[([^\]]*)\]|(\S+))/g)].flatMap(([, many, one]) =>
      (many ?? one ?? '').split(', '),
    );
    assert.ok(actions.length > 5);
    for (const action of actions)
      assert.doesNotMatch(action, /\*|secretsmanager|kms|InvokeFunction|iam:|dynamodb/, action);
  });
});
