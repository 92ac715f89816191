import { App, type Environment } from 'aws-cdk-lib';
import { EstornoStack } from './estorno-stack.ts';
import { readContext } from './options/read-context.ts';
import { toStackName } from './stage.ts';

export type AppOptions = {
  /** Folder of the cloud assembly. @default CDK_OUTDIR, else `cdk.out` */
  readonly outdir?: string;
  /** Account and region of the stack. @default none: the template fits every account and region */
  readonly env?: Environment;
  /** Whether functions are bundled. Without, synthesis is faster and the template has no function code. @default true */
  readonly bundle?: boolean;
  /** Options as `cdk deploy -c` has them: see options/read-context.ts. @default none */
  readonly context?: Readonly<Record<string, unknown>>;
};

/** The CDK app with its single stack. It synthesizes only when `synth` is called. */
export function createApp(options: AppOptions = {}): App {
  const app = new App({
    outdir: options.outdir ?? process.env.CDK_OUTDIR ?? 'cdk.out',
    analyticsReporting: false,
    autoSynth: false,
    context: { ...(options.bundle === false && { 'aws:cdk:bundling-stacks': [] }), ...options.context },
  });
  const estorno = readContext(app.node);
  new EstornoStack(app, toStackName(estorno.stage), {
    ...(options.env && { env: options.env }),
    options: estorno,
  });
  return app;
}
