import type { Observer } from '../observability/observer.ts';
import { answerOperatorRoute } from '../operator/operator-route.ts';
import type { Log } from '../ports/log.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import { createFunctionObserver } from './create-function-observer.ts';
import { createHandler } from './create-handler.ts';
import { type AnswerCommand, createOperatorAnswers } from './create-operator-answers.ts';
import { readApiEnv, readEventSources, readProviderEnv } from './env.ts';
import { createProviderPorts } from './provider-ports.ts';

/** Makes what answers the commands for one provider. */
export type ProviderEntry = {
  readonly id: string;
  readonly create: (observer: Observer) => AnswerCommand;
};

/** A provider, of whose form of credentials the list of all providers knows nothing. */
export function toProviderEntry<C extends BaseCredentials>(connector: Connector<C>): ProviderEntry {
  const { id } = connector;
  return {
    id,
    create: (observer) => {
      const env = readProviderEnv(id);
      const named = { ...observer, log: withProvider(observer.log, id) };
      return createOperatorAnswers(connector, createProviderPorts(connector, env, named), env);
    },
  };
}

/** The function of operators: the commands for every provider that the stack has. Runs at cold start. */
export function createOperatorHandler(all: readonly ProviderEntry[]) {
  const { providers } = readApiEnv();
  const observer = createFunctionObserver();
  const made = new Map<string, AnswerCommand>();
  const entries = all.filter(({ id }) => providers.includes(id));
  const find = (provider: string) => {
    const known = made.get(provider) ?? entries.find(({ id }) => id === provider)?.create(observer);
    if (known) made.set(provider, known);
    return known;
  };
  return createHandler({
    answers: { http: (event, invocation) => answerOperatorRoute(find, event, invocation) },
    observer,
    sources: readEventSources(),
  });
}

/** One function has the commands for every provider: each entry names the one that it is about. */
function withProvider(log: Log, provider: string): Log {
  return {
    info: (event, facts) => log.info(event, { provider, ...facts }),
    error: (event, facts) => log.error(event, { provider, ...facts }),
  };
}
