import type { SettingsStore } from '../ports/session-store.ts';
import { toItem } from './dynamo-client.ts';
import { type SessionTable, update } from './session-items.ts';

/** What probes find out, on slot 0. */
export function createSettingsStore(deps: SessionTable): SettingsStore {
  return {
    async setTokenModel(key, model, at) {
      await update(deps, key, {
        UpdateExpression: 'SET tokenModel = :model, tokenModelAt = :at REMOVE demotedAt',
        ExpressionAttributeValues: toItem({ ':model': model, ':at': at }),
      });
    },

    async demote(key, at) {
      await update(deps, key, {
        UpdateExpression: 'SET demotedAt = :at',
        ExpressionAttributeValues: toItem({ ':at': at }),
      });
    },
  };
}
