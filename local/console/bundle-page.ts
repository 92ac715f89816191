import { join } from 'node:path';

const PAGE = join(import.meta.dirname, 'page');

/** The page's files by their path under `/console/`. */
export type PageFiles = ReadonlyMap<string, { readonly type: string; readonly text: string }>;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Bundles the page's sources: a tenth of a second, so only when somebody asks for the page. */
export async function bundlePage(): Promise<PageFiles> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, 'main.tsx'), join(PAGE, 'style.css')],
    outdir: PAGE,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return new Map(
    outputFiles.map(({ path, text }) => {
      const ending = path.slice(path.lastIndexOf('.'));
      return [path.slice(PAGE.length + 1), { type: TYPES[ending] ?? 'text/plain', text }];
    }),
  );
}

/** The page itself. Its token is in a `meta` element: no script is in the page. */
export function toHtml(token: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="console-token" content="${token}">
<title>Estorno</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/console/style.css">
<script type="module" src="/console/main.js"></script>
</head>
<body><noscript>This page needs JavaScript, all of it from this machine.</noscript></body>
</html>
`;
}
