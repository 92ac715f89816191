import { styleText } from 'node:util';

export type Paint = (look: 'bold' | 'dim' | 'green', text: string) => string;

/** Gives a text a look, where standard output is a terminal, and not with NO_COLOR. */
export const paint: Paint = (look, text) => styleText(look, text);
