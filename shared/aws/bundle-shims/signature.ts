import { SignatureV4 } from '@smithy/signature-v4';

/**
 * Takes the place of `@aws-sdk/signature-v4-multi-region`, and of 4 kB: EventBridge's client wants it for endpoints of
 * several regions, which nothing here uses.
 */
export class SignatureV4MultiRegion extends SignatureV4 {
  static sigv4aDependency(): 'none' {
    return 'none';
  }
}
