/** The result of a command, as data and as text. */
export type Result = { readonly json: unknown; readonly text: string };
