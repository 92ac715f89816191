const REDACTED = '[redacted]';

/** A key, a password or a token. It shows itself only to who asks for it by name: however it is printed, it is `[redacted]`. */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself: for the header or the body that it goes into, the item that keeps it, and what takes it out of texts. */
  reveal(): string {
    return this.#text;
  }

  isSameAs(other: SecretText | undefined): boolean {
    return other !== undefined && this.#text === other.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  /** How Node prints it: `console.log`, errors, assertions. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
