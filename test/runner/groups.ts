import { globSync } from 'node:fs';
import { resolve } from 'node:path';

type Group = { readonly files: readonly string[]; readonly except?: readonly string[] };

/**
 * Test files that share a process, one after the other: to load what they test takes most of them longer than to test
 * it. What changes its process, such as the environment or the timers, or takes long, is no member.
 */
export const GROUPS: Readonly<Record<string, Group>> = {
  'e2e-first': { files: ['test/e2e/[a-l]*.test.ts'], except: ['test/e2e/early-answer.test.ts'] },
  'e2e-last': { files: ['test/e2e/[m-z]*.test.ts'], except: ['test/e2e/second-opinion.test.ts'] },
  infra: {
    files: ['test/infra/*.test.ts', 'test/tools/docs/{removal,scale}.test.ts'],
    except: ['test/infra/{assembly,bundles,findings,option-pairs,scripts}.test.ts'],
  },
  local: {
    files: [
      'test/local/{aws-port,host-name,http-api,keys,lambda-invoke,put-events,refund-flow,signature}.test.ts',
      'test/local/step-functions.test.ts',
    ],
  },
  units: {
    files: [
      'test/shared/**/*.test.ts',
      'test/layers.test.ts',
      'test/local/{batch-answer,command-line,event-pattern,flow-definition,readable-line,stream-batches}.test.ts',
      'test/local/{assembly,with-turn}.test.ts',
      'test/local/console/{page-parts,to-*}.test.ts',
      'test/client/{requester,types}.test.ts',
      'test/contract/{letpay,mercadopago,mercadopago-traps,sopague,false-claims,stores-memory}.test.ts',
      'test/tools/docs/{answer-check,providers,security}.test.ts',
      'test/functions/{letpay,mercadopago,sopague}/*.test.ts',
      'test/functions/capabilities.test.ts',
      'test/canary/needles.test.ts',
      'test/tools/new-provider/*.test.ts',
      'test/ops/{command-line,export,readable-instants,texts}.test.ts',
      'test/recipes/{links,unpaid-policy}.test.ts',
      'test/simulation/mutants.test.ts',
    ],
    except: ['test/functions/letpay/{commands,tokens}.test.ts'],
  },
};

/** The absolute paths of a group's files. @throws Error where there is no such group */
export function membersOf(name: string): string[] {
  const group = GROUPS[name];
  if (!group) throw new Error(`There is no group ${name} of tests.`);
  const { files, except = [] } = group;
  const excepted = new Set(except.flatMap((pattern) => globSync(pattern)));
  return files
    .flatMap((pattern) => globSync(pattern))
    .filter((file) => !excepted.has(file) && !file.endsWith('.full.test.ts'))
    .map((file) => resolve(file))
    .toSorted();
}
