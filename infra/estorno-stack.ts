import { type App, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { BundledFunction } from './constructs/bundled-function.ts';
import { HttpApi } from './constructs/http-api.ts';
import { Ledger } from './constructs/ledger.ts';
import { ProviderFunction } from './constructs/provider-function.ts';
import { Sessions } from './constructs/sessions.ts';
import { SweepSchedule } from './constructs/sweep-schedule.ts';
import { PROVIDERS, toFunctionOutput } from './providers.ts';

/** The whole bundle: one function per provider behind one HTTP API, with its sweeps; the ledger and the sessions. */
export class EstornoStack extends Stack {
  constructor(scope: App, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Estorno: cancels payments at Brazilian providers', ...props });

    const ledger = new Ledger(this, 'Ledger');
    const sessions = new Sessions(this, 'Sessions');
    const providerFunctions = PROVIDERS.map(
      (provider) => new ProviderFunction(this, provider.id, { provider, ledger, sessions }),
    );
    for (const each of providerFunctions) new SweepSchedule(this, `${each.provider.id}Sweep`, each);
    const apiFunction = new BundledFunction(this, 'api', {
      folder: 'api',
      description: 'Estorno: answers every route that belongs to no provider',
      memoryMb: 256,
      timeout: Duration.seconds(10),
      environment: { PROVIDERS: PROVIDERS.map(({ id: provider }) => provider).join(',') },
    });
    const api = new HttpApi(this, 'HttpApi', { providerFunctions, defaultFunction: apiFunction });

    this.addOutputs(api, providerFunctions);
  }

  private addOutputs(api: HttpApi, providerFunctions: readonly ProviderFunction[]): void {
    new CfnOutput(this, 'ApiUrl', {
      value: api.url,
      description: 'Where the API is called, signed with SigV4',
    });
    for (const { provider, function: handler } of providerFunctions)
      new CfnOutput(this, toFunctionOutput(provider), {
        value: handler.functionName,
        description: `The function of ${provider.name}, which operators invoke (npm run ops)`,
      });
  }
}
