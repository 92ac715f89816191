/** A block of code on a page: what language it is in, and the file that it is for. */
export type Block = { readonly language: string; readonly file: string | undefined; readonly code: string };

export function readBlocks(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', file, code = '']) => ({ language, file, code }),
  );
}

/**
 * A file with a block in it: the whole of it where the block begins with imports, else each declaration in place of the one
 * that has its name.
 *
 * @throws Error where the file has none
 */
export function withBlock(text: string, { code, file }: Block): string {
  if (code.startsWith('import ')) return code;
  return declarationsIn(code).reduce((whole, [name, declaration]) => {
    const present = declarationsIn(whole).find(([other]) => other === name);
    if (!present) throw new Error(`${file} has nothing called ${name}`);
    return whole.replace(present[1], () => declaration);
  }, text);
}

/** What stands on the top level of a file, without what is said above it. */
function declarationsIn(code: string): readonly (readonly [name: string, declaration: string])[] {
  return code
    .split(/\n(?=(?:export |const |function |type |\/\*\*|import ))/)
    .map((chunk) => chunk.replace(/^\/\*\*[\s\S]*?\*\/\n/, ''))
    .flatMap((chunk) => {
      const name = /^(?:export )?(?:const|function|type) (\w+)/.exec(chunk)?.[1];
      return name === undefined ? [] : [[name, chunk.trimEnd()] as const];
    });
}
