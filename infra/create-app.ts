import { App, type Environment } from 'aws-cdk-lib';
import { EstornoStack } from './estorno-stack.ts';

export type AppOptions = {
  /** Folder of the cloud assembly. @default CDK_OUTDIR, else `cdk.out` */
  readonly outdir?: string;
  /** Account and region of the stack. @default none: the template fits every account and region */
  readonly env?: Environment;
  /** Whether functions are bundled. Without, synthesis is faster and the template has no function code. @default true */
  readonly bundle?: boolean;
  /** Values of `cdk deploy -c`: see configuration.ts. @default none */
  readonly context?: Readonly<Record<string, string>>;
};

/** The CDK app with its single stack. It synthesizes only when `synth` is called. */
export function createApp(options: AppOptions = {}): App {
  const app = new App({
    outdir: options.outdir ?? process.env.CDK_OUTDIR ?? 'cdk.out',
    analyticsReporting: false,
    autoSynth: false,
    context: { ...(options.bundle === false && { 'aws:cdk:bundling-stacks': [] }), ...options.context },
  });
  new EstornoStack(app, 'Estorno', options.env ? { env: options.env } : {});
  return app;
}
