/** A secret that must not be found, and where it comes from. */
export type Needle = { readonly name: string; readonly text: string };

/** One thing that the stack gave out. */
export type Output = { readonly where: string; readonly text: string };

/** Texts that a writer can make of a text, so that it is found in any repetition. */
function toForms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const json = JSON.stringify(text).slice(1, -1);
  return [
    text,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(text),
    new URLSearchParams({ a: text }).toString().slice(2),
    // What follows changes the last characters of base64.
    bytes.toString('base64').slice(0, -4),
    bytes.toString('base64url').slice(0, -4),
    bytes.toString('hex'),
    // In base64 with something before it, whose length modulo 3 decides its form.
    ...[1, 2].map((before) =>
      Buffer.from('-'.repeat(before) + text)
        .toString('base64')
        .slice(4, -4),
    ),
  ];
}

/** Which secrets are in which outputs, in whatever form and letter case, and whatever space is in them. */
export function findNeedles(needles: readonly Needle[], outputs: readonly Output[]): readonly string[] {
  const forms = needles.flatMap(({ name, text }) =>
    [...new Set(toForms(text).flatMap((form) => [toPlain(form), withoutSpace(form)]))].map((form) => ({
      name,
      form,
    })),
  );
  return outputs.flatMap(({ where, text }) => {
    const [plain, spaceless] = [toPlain(text), withoutSpace(text)];
    return forms
      .filter(({ form }) => plain.includes(form) || spaceless.includes(form))
      .map(({ name }) => `${name} in ${where}`);
  });
}

const toPlain = (text: string) => text.toLowerCase();

const withoutSpace = (text: string) => toPlain(text.replace(/\s|(?:\\)+[nrt]/g, ''));
