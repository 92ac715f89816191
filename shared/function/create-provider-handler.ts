import type { BaseCredentials, Connector } from '../provider/connector.ts';
import { createCommands } from './create-commands.ts';
import { createFunctionObserver } from './create-function-observer.ts';
import { createHandler } from './create-handler.ts';
import { createProviderAnswers } from './create-provider-answers.ts';
import { readEventSources, readProviderEnv } from './env.ts';
import { createProviderPorts } from './provider-ports.ts';

/** A provider's function in the real world. Runs at cold start. */
export function createProviderHandler<C extends BaseCredentials>(connector: Connector<C>) {
  const env = readProviderEnv(connector.id);
  const observer = createFunctionObserver(connector.id);
  const ports = createProviderPorts(connector, env, observer);
  const { intake, ...answers } = createProviderAnswers(connector, ports, env);
  const sources = readEventSources();
  return createHandler({ answers: { ...answers, bus: createCommands(intake) }, observer, sources });
}
