import { parseCertificate } from '../../shared/domain/certificate.ts';
import type { Endpoints } from '../../shared/ports/exchange.ts';
import type { Credentials } from './credentials.ts';
import { PSPS, type PspHosts } from './psps.ts';

/** Where this merchant's requests go, and with which certificate. */
export function toEndpoints(credentials: Credentials): Endpoints {
  const { api, query, update, token } = toHosts(credentials);
  const { certificate, privateKey, passphrase } = credentials;
  const extra = toExtraQuery(credentials);
  return {
    api: `${api}${extra}`,
    ...(query !== undefined && { query: `${query}${extra}` }),
    ...(update !== undefined && { update: `${update}${extra}` }),
    auth: new URL(token).origin,
    clientCertificate: {
      cert: certificate.reveal(),
      key: privateKey.reveal(),
      validUntil: parseCertificate(certificate.reveal())?.validToDate.getTime() ?? 0,
      ...(passphrase && { passphrase: passphrase.reveal() }),
    },
  };
}

/** The path, and the query, of the address that gives out tokens. */
export function toTokenAddress(credentials: Credentials): Pick<URL, 'pathname' | 'searchParams'> {
  return new URL(toHosts(credentials).token);
}

/** What the secret names goes before the profile: a bank moves, and its old address lives on for a while. */
function toHosts({ psp, environment, baseUrl, tokenUrl }: Credentials): PspHosts {
  const known = PSPS[psp].hosts[environment];
  const token = tokenUrl ?? known?.token;
  const hosts = baseUrl === undefined ? known : { api: baseUrl };
  if (!hosts || token === undefined) throw new Error(`no address of ${psp} is known`);
  return { ...hosts, token };
}

function toExtraQuery(credentials: Credentials): string {
  const { extra } = PSPS[credentials.psp];
  if (extra?.in !== 'query') return '';
  return `?${extra.name}=${encodeURIComponent(credentials[extra.of]?.reveal() ?? '')}`;
}

/** What goes on every request beside the token. */
export function toExtraHeaders(credentials: Credentials): Readonly<Record<string, string>> {
  const { extra } = PSPS[credentials.psp];
  return extra?.in === 'header' ? { [extra.name]: credentials[extra.of]?.reveal() ?? '' } : {};
}
