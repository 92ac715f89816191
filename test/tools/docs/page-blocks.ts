/** A code block of a page: its language, and the file that it belongs to. */
export type Block = { readonly language: string; readonly file: string | undefined; readonly code: string };

export function readBlocks(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', file, code = '']) => ({ language, file, code }),
  );
}

/**
 * The file with the block: the block itself if it starts with imports, otherwise the file with each declaration replaced by
 * that of the same name.
 *
 * @throws Error if the file has no declaration of that name
 */
export function withBlock(text: string, { code, file }: Block): string {
  if (code.startsWith('import ')) return code;
  return declarationsIn(code).reduce((whole, [name, declaration]) => {
    const present = declarationsIn(whole).find(([other]) => other === name);
    if (!present) throw new Error(`${file} has nothing called ${name}`);
    return whole.replace(present[1], () => declaration);
  }, text);
}

/** The top-level declarations of a file, without their docstrings. */
function declarationsIn(code: string): readonly (readonly [name: string, declaration: string])[] {
  return code
    .split(/\n(?=(?:export |const |function |type |\/\*\*|import ))/)
    .map((chunk) => chunk.replace(/^\/\*\*[\s\S]*?\*\/\n/, ''))
    .flatMap((chunk) => {
      const name = /^(?:export )?(?:const|function|type) (\w+)/.exec(chunk)?.[1];
      return name === undefined ? [] : [[name, chunk.trimEnd()] as const];
    });
}
