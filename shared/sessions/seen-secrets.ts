import type { SecretText } from '../domain/secret-text.ts';
import { redact, redactId, secretsOf } from '../provider/redact.ts';

/** The tokens and credentials that a session has used, which no text may show. */
export class SeenSecrets {
  readonly #secrets = new Set<SecretText>();

  constructor(credentials: unknown) {
    this.addCredentials(credentials);
  }

  add(token: SecretText): void {
    this.#secrets.add(token);
  }

  addCredentials(credentials: unknown): void {
    for (const secret of secretsOf(credentials)) this.#secrets.add(secret);
  }

  redact(text: string): string {
    return redact(text, this.#secrets);
  }

  redactId(id: string): string {
    return redactId(id, this.#secrets);
  }
}
