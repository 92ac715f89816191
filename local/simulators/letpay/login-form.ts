/** What a login was sent with. */
interface Sent {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Fields of a multipart form, which is what the page asks for; anything else is no credentials (our choice). */
export async function readForm({ headers, body }: Sent): Promise<Record<string, unknown>> {
  const type = `${headers['content-type'] ?? ''}`;
  if (!type.startsWith('multipart/form-data')) return {};
  const response = new Response(body, { headers: { 'content-type': type } });
  return response.formData().then(Object.fromEntries, () => ({}));
}
