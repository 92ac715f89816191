import * as z from 'zod';
import { TOKEN_MARGIN_MS } from '../../shared/provider/budgets.ts';
import type { ShownSession } from './state/console-state.ts';

const itemSchema = z.object({
  session: z.string(),
  token: z
    .unknown()
    .optional()
    .transform((token) => token !== undefined),
  expiresAt: z.number().optional().catch(undefined),
  owner: z.string().optional().catch(undefined),
  leaseUntil: z.number().optional().catch(undefined),
  fence: z.number().optional().catch(undefined),
});

/**
 * Sessions without their tokens.
 * @param lifetimeOf milliseconds that a provider's tokens live, where that is known
 */
export function toShownSessions(
  items: readonly unknown[],
  lifetimeOf: (provider: string) => number | undefined,
): readonly ShownSession[] {
  return items
    .flatMap((item) => {
      const { data } = itemSchema.safeParse(item);
      // An item of all merchants is no session: it says who waits.
      return data && !data.session.startsWith('*#') ? [toShownSession(data, lifetimeOf)] : [];
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function toShownSession(
  { session, token, expiresAt, owner, leaseUntil, fence }: z.infer<typeof itemSchema>,
  lifetimeOf: (provider: string) => number | undefined,
): ShownSession {
  const [merchantId = '', provider = '', slot = ''] = session.split('#');
  const lifetimeMs = lifetimeOf(provider);
  const takenAt =
    token && expiresAt !== undefined && lifetimeMs !== undefined
      ? expiresAt + TOKEN_MARGIN_MS - lifetimeMs
      : undefined;
  return {
    ...{ key: session, merchantId, provider, slot, hasToken: token },
    ...(takenAt !== undefined && { takenAt }),
    ...(token && expiresAt !== undefined && { expiresAt }),
    ...(owner !== undefined && leaseUntil !== undefined && { heldUntil: leaseUntil }),
    ...(fence !== undefined && { leases: fence }),
  };
}
