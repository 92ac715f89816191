import { COMMAND_RULES } from '../../../functions/command-rules.ts';
import {
  dryRunSchema,
  gatewayAnswerSchema,
  operationListSchema,
  optionSchema,
  optionsSchema,
  paymentSchema,
  problemSchema,
  providersSchema,
  shownPaymentSchema,
} from '../../../shared/http/answer-schemas.ts';
import { createCommandReader } from '../../../shared/input/read-command.ts';
import {
  codeSchema,
  operationProblemSchema,
  operationSchema,
  outcomeSchema,
  personActionSchema,
  recordingSchema,
  shownProviderErrorSchema,
  stateSchema,
  suggestionSchema,
} from '../../../shared/operation/view-schemas.ts';
import { capabilitiesSchema } from '../../../shared/provider/capabilities.ts';
import { type Json, SCHEMAS, toJsonSchemas } from './json-schema.ts';

const ANSWERS = {
  Operation: operationSchema,
  OperationState: stateSchema,
  Outcome: outcomeSchema,
  Suggestion: suggestionSchema,
  ProblemCode: codeSchema,
  OperationProblem: operationProblemSchema,
  ProviderError: shownProviderErrorSchema,
  PersonAction: personActionSchema,
  Recording: recordingSchema,
  Payment: paymentSchema,
  ShownPayment: shownPaymentSchema,
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

/** Every schema of the description, by its name. The functions parse requests with the same schemas. */
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

/** The body of a request to any provider. One without a provider's own object is valid for all. */
function toUnion(kind: keyof typeof KINDS): Json {
  return {
    description:
      'All fields are optional; no body means `{}`. Each provider has its own fields beside these, under its name. Unknown ' +
      'fields are refused, so that a misspelt `amount` does not cancel a whole payment.',
    anyOf: COMMAND_RULES.map(({ id }) => ({ $ref: `${SCHEMAS}${toRequestName(id, kind)}` })),
  };
}

/** The name of the schema of the requests to one provider. */
export function toRequestName(provider: string, kind: keyof typeof KINDS): string {
  return `${provider.charAt(0).toUpperCase()}${provider.slice(1)}${KINDS[kind]}`;
}
