import tls from 'node:tls';
import { localAuthority } from '../local/simulators/kit/local-authority.ts';

let isTrusted = false;

/** This process trusts the simulators that speak TLS, as the functions of the local stack do by NODE_EXTRA_CA_CERTS. */
export function trustSimulators(): void {
  if (isTrusted) return;
  isTrusted = true;
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), localAuthority().certificate]);
}
