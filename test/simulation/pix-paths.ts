/** The paths of the API Pix, and the ids of the charges and the Pix of a run. */

const FORMS = {
  charge: /^\/(cobv?)\/([^/]+)$/,
  pix: /^\/pix\/([^/]+)$/,
  refund: /^\/pix\/([^/]+)\/devolucao\/([^/]+)$/,
};

/** A charge is named by its `txid`, which is the payment's id in a run. */
export function txidOf(index: number): string {
  return `pedido${'0'.repeat(20)}${index}`;
}

/** The only Pix that pays a charge. */
export function endToEndIdOf(txid: string): string {
  return `E12345678202611211200x000000000${txid.at(-1)}`;
}

/** The second charge of a run is one with a due date. */
export function kindOf(txid: string): 'cob' | 'cobv' {
  return txid.endsWith('1') ? 'cobv' : 'cob';
}

export function isPixPath(path: string, form: keyof typeof FORMS): boolean {
  return FORMS[form].test(path);
}

/** What a path names; nothing where it is no path of the API Pix. `kind`: of the charge that is asked for. */
export function findPixIds(path: string): {
  readonly paymentId?: string;
  readonly refundId?: string;
  readonly kind?: string;
} {
  const [, kind, txid] = FORMS.charge.exec(path) ?? [];
  if (kind !== undefined && txid !== undefined) return { kind, paymentId: txid };
  const [, endToEndId, refundId] = FORMS.refund.exec(path) ?? FORMS.pix.exec(path) ?? [];
  if (endToEndId === undefined) return {};
  return { paymentId: txidOf(Number(endToEndId.at(-1))), ...(refundId !== undefined && { refundId }) };
}
