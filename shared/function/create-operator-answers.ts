import type { Invocation } from '../operation/runner.ts';
import { answerOperator, type OperatorAnswer } from '../operator/operator.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import { type ProviderPorts, type ProviderSettings, toProviderDeps } from './provider-deps.ts';

/** Answers the commands of operators for one provider. */
export type AnswerCommand = (command: unknown, invocation: Invocation) => Promise<OperatorAnswer>;

/** What answers the commands for a provider, made of what the provider's folder says. */
export function createOperatorAnswers<C extends BaseCredentials>(
  connector: Connector<C>,
  ports: ProviderPorts<C>,
  settings: Pick<ProviderSettings, 'baseUrl' | 'notifyFrom' | 'limits'>,
): AnswerCommand {
  const deps = toProviderDeps(connector, ports, settings);
  return (command, invocation) => answerOperator(deps, command, invocation);
}
