import { type CertificatePair, makeCertificate } from './make-certificate.ts';

let made: CertificatePair | undefined;

/** The certificate of every simulator of this process that speaks TLS. Callers have to trust it. */
export function localAuthority(): CertificatePair {
  made ??= makeCertificate('Estorno simulators', { address: '127.0.0.1' });
  return made;
}
