const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

/**
 * PEM as TLS takes it, from a text whose line ends were lost on the way through JSON or a form: CRLF, a backslash and an n,
 * blanks, or none at all. A text without a PEM block stays as it is.
 */
export function toPem(text: string): string {
  const blocks = [...text.replaceAll(/\\r|\\n/g, '\n').matchAll(BLOCK)];
  if (blocks.length === 0) return text;
  return blocks.map(([, label = '', body = '']) => toBlock(label, body)).join('');
}

/** A block with headers, as an old encrypted key has them, keeps its lines: they carry meaning. */
function toBlock(label: string, body: string): string {
  const lines = body.includes(':')
    ? body.trim().replaceAll(/\r\n?/g, '\n')
    : (body.replaceAll(/\s/g, '').match(/.{1,64}/g) ?? []).join('\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
