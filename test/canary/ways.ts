/** Ways in which a provider may repeat a text. */
const WAYS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => encodeURIComponent(text).toLowerCase(),
  (text) => Buffer.from(`loja:${text}`).toString('base64'),
  (text) => JSON.stringify(JSON.stringify({ text })),
  (text) => text.replace(/\S{12}/g, '$& '),
  (text) => `Authorization: Bearer ${text}`,
  (text) => Buffer.from(`${text}:loja`).toString('base64url'),
  (text) => encodeURIComponent(encodeURIComponent(text)),
  (text) => Buffer.from(text).toString('hex'),
];

/** All of them in one text. In each round in another way and another order: a long text is kept only as far as its beginning. */
export function toWords(
  round: number,
  { secrets, personal }: { readonly secrets: readonly string[]; readonly personal: readonly string[] },
): string {
  const written = secrets.map((secret, at) => (WAYS[(round + at) % WAYS.length] ?? String)(secret));
  const all = [...written, ...personal];
  const first = (round * 7) % all.length;
  return [...all.slice(first), ...all.slice(0, first)].join(' ');
}
