import { styleText } from 'node:util';

export type Paint = (style: 'bold' | 'dim' | 'green', text: string) => string;

/** Gives a text a style, where standard output is a terminal, and not with NO_COLOR. */
export const paint: Paint = (style, text) => styleText(style, text);
