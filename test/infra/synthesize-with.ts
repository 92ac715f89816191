import { synthesize } from '../../local/synthesize.ts';

/**
 * The folder of an assembly made with a configuration, as `cdk deploy -c name=value` gives it; the code is not
 * bundled. It is kept, like that without a configuration.
 */
export function synthesizeWith(context: Readonly<Record<string, string>>): Promise<string> {
  return synthesize(() => {}, { ...context, 'aws:cdk:bundling-stacks': [] });
}
