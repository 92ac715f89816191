/** How each request names us. The version is that of `package.json`. */
export const USER_AGENT = 'estorno/0.1.0';
