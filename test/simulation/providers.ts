import { letpay } from '../../functions/letpay/connector.ts';
import { mercadopago } from '../../functions/mercadopago/connector.ts';
import { pix } from '../../functions/pix/connector.ts';
import { sopague } from '../../functions/sopague/connector.ts';
import { makeCertificate } from '../../local/simulators/kit/make-certificate.ts';
import type { Traits } from '../../shared/provider/traits.ts';
import type { Books, BooksDeps } from './books.ts';
import { createLetpayBooks } from './letpay-books.ts';
import { createMercadopagoBooks } from './mercadopago-books.ts';
import { createModeloBooks } from './modelo-books.ts';
import { createModeloConnector } from './modelo-connector.ts';
import { PRESETS, SETTLE_MS, settleMsOf } from './modelo-pages.ts';
import type { Nature } from './nature.ts';
import type { OwnRules } from './own-rules.ts';
import { createPixBooks } from './pix-books.ts';
import type { Scenario } from './scenario.ts';
import { createHandlers, type Handlers, type Ports } from './simulated-process.ts';
import { createSopagueBooks } from './sopague-books.ts';
import { SECRET_MARK } from './tokens.ts';

/** With this SoPague's callbacks show who they are. */
export const ACCESS_KEY = `${SECRET_MARK}access`;

const CERTIFICATE = makeCertificate('loja');

function pagesOf({ pages, shows }: Nature) {
  return pages ?? PRESETS.parts(shows);
}

/** The provider's function, on the ports of one process. */
export function createHandlersOf({ provider, nature }: Scenario, ports: Ports): Handlers {
  if (provider === 'letpay') return createHandlers(letpay, ports);
  if (provider === 'sopague') return createHandlers(sopague, ports);
  if (provider === 'pix') return createHandlers(pix, ports);
  if (provider === 'mercadopago') return createHandlers(mercadopago, ports);
  return createHandlers(createModeloConnector(pagesOf(nature)), ports);
}

export function createBooksOf({ provider }: Scenario, deps: BooksDeps): Books {
  if (provider === 'letpay') return createLetpayBooks(deps);
  if (provider === 'pix') return createPixBooks(deps);
  if (provider === 'mercadopago') return createMercadopagoBooks(deps);
  return provider === 'sopague' ? createSopagueBooks(deps) : createModeloBooks(deps);
}

/** How requests show whose they are. */
export function authOf({ provider, nature }: Scenario): 'static' | 'bearer' | 'rotating' {
  if (provider === 'letpay') return 'rotating';
  if (provider === 'mercadopago') return 'static';
  return provider === 'sopague' || provider === 'pix' ? 'bearer' : pagesOf(nature).auth;
}

export function traitsOf({ provider, nature }: Scenario): Traits {
  if (provider === 'letpay') return letpay.traits;
  if (provider === 'pix') return pix.traits;
  if (provider === 'mercadopago') return mercadopago.traits;
  return provider === 'sopague' ? sopague.traits : pagesOf(nature).traits;
}

export function toOwnRules(scenario: Scenario): OwnRules {
  const { provider, nature } = scenario;
  return {
    traits: traitsOf(scenario),
    settleMs:
      provider === 'modelo' ? settleMsOf(nature.pages) : Math.min(SETTLE_MS, shortestOf(traitsOf(scenario))),
    total: nature.total,
    isMisread: nature.showsReais === true,
  };
}

/** A request of any method has landed by then. */
function shortestOf({ void: ofVoid, refund }: Traits): number {
  return Math.min(ofVoid?.settleMs ?? SETTLE_MS, refund?.settleMs ?? SETTLE_MS);
}

/** The merchant's secret, with the key that is good at the moment. */
export function toSecret({ provider, nature }: Scenario, key: string): object {
  const common = { environment: 'sandbox', sessions: nature.sessions };
  if (provider === 'mercadopago')
    return { accessToken: key, environment: 'sandbox', webhookSecret: ACCESS_KEY };
  if (provider === 'pix')
    return {
      ...{
        psp: 'custom',
        clientId: 'loja',
        clientSecret: key,
        environment: 'sandbox',
        webhookSecret: ACCESS_KEY,
      },
      ...{ ...CERTIFICATE, baseUrl: 'https://bank.invalid', tokenUrl: 'https://bank.invalid/auth' },
    };
  if (provider === 'sopague')
    return { userName: 'loja', password: key, environment: 'sandbox', accessKey: ACCESS_KEY };
  return provider === 'letpay' ? { apiKey: 'key', apiSecret: key, ...common } : { secret: key, ...common };
}
