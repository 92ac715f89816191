import { synthesize } from '../../local/synthesize.ts';

/**
 * The folder of an assembly with the values of `cdk deploy -c name=value`, without bundled code. It is cached, like the
 * one without values.
 */
export function synthesizeWith(context: Readonly<Record<string, string>>): Promise<string> {
  return synthesize(() => {}, { ...context, 'aws:cdk:bundling-stacks': [] });
}
