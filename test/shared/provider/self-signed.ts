import { makeCertificate } from '../../../local/simulators/kit/make-certificate.ts';

/** A key and a certificate that nobody but itself vouches for, made anew so that no key lies in the repository. */
export function makeSelfSigned(name: string): { readonly key: string; readonly cert: string } {
  const { certificate: cert, privateKey: key } = makeCertificate(name);
  return { key, cert };
}
