/** What came of a command: as data, and as a person reads it. */
export type Result = { readonly json: unknown; readonly text: string };
