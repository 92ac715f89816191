const LIST = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** `letpay, sopague or pix` */
export function toAnyOf(names: readonly string[]): string {
  return LIST.format(names);
}
