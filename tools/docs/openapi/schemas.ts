import { COMMAND_RULES } from '../../../functions/command-rules.ts';
import {
  codeSchema,
  dryRunSchema,
  gatewayAnswerSchema,
  operationListSchema,
  operationProblemSchema,
  operationSchema,
  optionSchema,
  optionsSchema,
  outcomeSchema,
  paymentSchema,
  problemSchema,
  providersSchema,
  providerWordsSchema,
  stateSchema,
  suggestionSchema,
} from '../../../shared/http/answer-schemas.ts';
import { createCommandReader } from '../../../shared/input/read-command.ts';
import { capabilitiesSchema } from '../../../shared/provider/capabilities.ts';
import { type Json, SCHEMAS, toJsonSchemas } from './json-schema.ts';

const ANSWERS = {
  Operation: operationSchema,
  OperationState: stateSchema,
  Outcome: outcomeSchema,
  Suggestion: suggestionSchema,
  ProblemCode: codeSchema,
  OperationProblem: operationProblemSchema,
  ProviderWords: providerWordsSchema,
  Payment: paymentSchema,
  Options: optionsSchema,
  Option: optionSchema,
  OperationList: operationListSchema,
  DryRun: dryRunSchema,
  Providers: providersSchema,
  Capabilities: capabilitiesSchema,
  Problem: problemSchema,
  GatewayAnswer: gatewayAnswerSchema,
};

const KINDS = { cancellation: 'CancellationRequest', refund: 'RefundRequest' } as const;

/** Every schema of the description, by its name. The requests are those that the functions parse with. */
export function toSchemas(): Record<string, Json> {
  const requests = COMMAND_RULES.flatMap((rules) => {
    const { requestSchemas } = createCommandReader(rules);
    return [
      [toRequestName(rules.id, 'cancellation'), requestSchemas.cancellation],
      [toRequestName(rules.id, 'refund'), requestSchemas.refund],
    ] as const;
  });
  return {
    CancellationRequest: toUnion('cancellation'),
    RefundRequest: toUnion('refund'),
    ...toJsonSchemas(Object.fromEntries(requests), 'input'),
    ...toJsonSchemas(ANSWERS, 'output'),
  };
}

/** What the route takes, whichever provider its path names: a body without a provider's own object fits all. */
function toUnion(kind: keyof typeof KINDS): Json {
  return {
    description:
      'All fields are optional; no body means `{}`. Each provider takes its own fields besides, under its name. What is ' +
      'not known is refused: a misspelt `amount` must not cancel a whole payment.',
    anyOf: COMMAND_RULES.map(({ id }) => ({ $ref: `${SCHEMAS}${toRequestName(id, kind)}` })),
  };
}

/** The name of the schema of what one provider takes. */
export function toRequestName(provider: string, kind: keyof typeof KINDS): string {
  return `${provider.charAt(0).toUpperCase()}${provider.slice(1)}${KINDS[kind]}`;
}
