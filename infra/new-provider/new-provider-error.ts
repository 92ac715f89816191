/** What whoever asked can put right: `message` says it in a sentence, so no stack trace is shown with it. */
export class NewProviderError extends Error {
  override readonly name = 'NewProviderError';
}
