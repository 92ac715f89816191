import type { ProviderRequest } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';
import type { Account, CallLimits, SessionHandle, SessionReply, Sessions } from '../ports/sessions.ts';
import { refreshAccount } from './refresh-account.ts';

type FreshSecretDeps<C> = { readonly inner: Sessions<C>; readonly log: Log };

/**
 * Sessions that read the secret once past its cache where a client certificate may be why nothing was sent, and send again
 * with the corrected one. Refused logins and keys are dealt with by the sessions inside.
 */
export function createFreshSecretSessions<C>(deps: FreshSecretDeps<C>): Sessions<C> {
  return { open: (account, limits) => new FreshSecretHandle(deps, account, limits) };
}

class FreshSecretHandle<C> implements SessionHandle {
  readonly #deps: FreshSecretDeps<C>;
  readonly #limits: CallLimits;
  readonly #handles: SessionHandle[];
  #account: Account<C>;
  #hasRefreshed = false;

  constructor(deps: FreshSecretDeps<C>, account: Account<C>, limits: CallLimits) {
    this.#deps = deps;
    this.#limits = limits;
    this.#account = account;
    this.#handles = [deps.inner.open(account, limits)];
  }

  readonly redact = (text: string): string =>
    this.#handles.reduce((redacted, handle) => handle.redact(redacted), text);

  readonly redactId = (id: string): string =>
    this.#handles.reduce((redacted, handle) => handle.redactId(redacted), id);

  async send(request: ProviderRequest): Promise<SessionReply> {
    const reply = await this.#current().send(request);
    if (this.#hasRefreshed || !this.#mayBeCertificate(reply)) return reply;
    this.#hasRefreshed = true;
    const fresh = await refreshAccount(this.#account, this.#deps.log);
    if (fresh.secretVersion === this.#account.secretVersion) return reply;
    await this.#current().close();
    this.#account = fresh;
    this.#handles.push(this.#deps.inner.open(fresh, this.#limits));
    return this.#current().send(request);
  }

  close(): Promise<void> {
    return this.#current().close();
  }

  /** Those before it are closed, and only redact. */
  #current(): SessionHandle {
    const handle = this.#handles.at(-1);
    if (!handle) throw new Error('a session handle is opened with one session');
    return handle;
  }

  /** One that cannot be used, or one that the provider does not accept and ends the connection for. */
  #mayBeCertificate(reply: SessionReply): boolean {
    if (reply.is !== 'not_sent' || !this.#account.endpoints.clientCertificate) return false;
    const { code } = reply;
    return (
      code === 'merchant_not_configured' || code === 'provider_unreachable' || code === 'provider_unavailable'
    );
  }
}
