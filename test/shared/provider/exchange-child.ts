import type { Endpoints, ProviderRequest } from '../../../shared/ports/exchange.ts';
import { LONGEST_BUDGET } from '../../../shared/provider/budgets.ts';
import { exchange } from '../../../shared/provider/exchange.ts';

type Question = { readonly endpoints: Endpoints; readonly request: ProviderRequest };

/** Makes one exchange for each message of the process that started this one. */
process.on('message', ({ endpoints, request }: Question) => {
  const { signal } = new AbortController();
  const limits = { timeoutMs: LONGEST_BUDGET.exchangeMs, signal, mayLeave: () => true };
  exchange(endpoints, request, limits).then(
    (reply) => process.send?.(reply),
    (error: unknown) => {
      throw error;
    },
  );
});
