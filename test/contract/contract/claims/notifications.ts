import assert from 'node:assert/strict';
import { isFromSources } from '../../../../shared/domain/source-addresses.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import type { NotificationSource } from '../../../../shared/provider/notification.ts';
import type { ContractRow } from '../../contract-row.ts';

/** An address that is nobody's. @source RFC 5737 */
const STRANGER = '192.0.2.1';

const NO_PROOF = { header: () => undefined, query: {}, rawBody: '', receivedAt: 0 };

/** Who brings the very thing that proves a notification is believed, and nobody else is, whatever else they bring. */
export function showNotification<C extends BaseCredentials>(row: ContractRow<C>): void {
  const { credentials, connector, capabilities } = row;
  const { source } = row.notification(row.absentPaymentId);
  const isBelieved = (from: NotificationSource, by: C | undefined = credentials) =>
    connector.notification.mayBeAuthentic(from) && connector.notification.isAuthentic(from, by);
  const { sourceIp } = source;
  const { publishedSources } = connector.notification;
  const addressOf = (address: string) => ({
    sourceIp: address,
    isFromProvider: isFromSources(address, publishedSources),
  });
  const byAddress = { ...NO_PROOF, ...addressOf(sourceIp) };
  const bySecret = { ...source, ...addressOf(STRANGER) };
  const believed = {
    whole: isBelieved(source),
    byAddress: isBelieved(byAddress),
    bySecret: isBelieved(bySecret),
    byNothing: isBelieved({ ...NO_PROOF, ...addressOf(STRANGER) }),
  };

  const proof = capabilities.notification.proof.value;
  assert.deepEqual(believed, {
    whole: proof !== 'none',
    byAddress: proof === 'source_address',
    bySecret: proof === 'shared_secret',
    byNothing: false,
  });
  if (proof === 'shared_secret')
    assert.equal(connector.notification.isAuthentic(source, undefined), false, 'without a secret of ours');
}
