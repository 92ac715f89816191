import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly } from './assembly.ts';
import { type Place, UNBOUND } from './place.ts';
import { createResolver } from './resolver.ts';
import { RESOURCE_TYPES } from './resource-types.ts';
import { refuseUnknown, Template } from './template.ts';

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z
        .object({
          templateFile: z.string().optional(),
          file: z.string().optional(),
          stackName: z.string().optional(),
        })
        .default({}),
    }),
  ),
});

type Artifact = z.infer<typeof Manifest>['artifacts'][string];

const AssetManifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

/**
 * Reads what `cdk synth` writes.
 * @throws LocalStackError by name on whatever the local stack does not know
 */
export function readAssembly(folder: string, stackId = 'Estorno'): Assembly {
  const { artifacts } = Manifest.parse(readJson(join(folder, 'manifest.json')));
  const artifact = artifacts[stackId];
  if (artifact?.type !== 'aws:cloudformation:stack' || !artifact.properties.templateFile)
    throw new LocalStackError(
      `The cloud assembly has no stack ${stackId}. infra/app.ts must make a stack of that id.`,
    );
  const place = toPlace(artifact, stackId);
  const template = Template.parse(readJson(join(folder, artifact.properties.templateFile)));
  refuseUnknown(template, RESOURCE_TYPES);
  const { resolve, nameOf } = createResolver(template, place, RESOURCE_TYPES);
  const assets = readAssets(folder, Object.values(artifacts));
  return {
    place,
    resourcesOf: (type) =>
      Object.entries(template.Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([logicalId, { Properties }]) => ({ ...nameOf(logicalId), properties: resolve(Properties) })),
    outputs: Object.fromEntries(
      Object.entries(template.Outputs).map(([name, { Value }]) => [name, String(resolve(Value))]),
    ),
    assetFolder: (objectKey) => {
      const asset = assets.get(objectKey);
      if (asset) return asset;
      throw new LocalStackError(`The cloud assembly has no asset ${objectKey}. Synthesize it again.`);
    },
  };
}

function readAssets(folder: string, artifacts: readonly Artifact[]): ReadonlyMap<string, string> {
  const files = artifacts.flatMap(({ type, properties }) =>
    type === 'cdk:asset-manifest' && properties.file
      ? Object.values(AssetManifest.parse(readJson(join(folder, properties.file))).files)
      : [],
  );
  return new Map(
    files.flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, join(folder, source.path)]),
    ),
  );
}

/** `aws://111111111111/sa-east-1`; either part may be `unknown-…`. */
function toPlace(artifact: Artifact, stackId: string): Place {
  const [accountId = '', region = ''] = (artifact.environment ?? '').replace('aws://', '').split('/');
  return {
    stackName: artifact.properties.stackName ?? stackId,
    accountId: /^\d{12}$/.test(accountId) ? accountId : UNBOUND.accountId,
    region: region && region !== 'unknown-region' ? region : UNBOUND.region,
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
