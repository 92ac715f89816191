/**
 * Why a record of the ledger's stream is set aside. `image_unreadable`: its item or event has a form that is not known.
 * `newer_item`: a newer version of this code wrote it. `not_published`: the bus or the flow did not take it for long.
 */
export type AsideReason = 'image_unreadable' | 'newer_item' | 'not_published';

/** A record whose event was not published, as operators find it. */
export type AsideRecord = {
  /** The key of the payment. */
  readonly payment: string;
  /** Absent where the record does not show it. */
  readonly operationId?: string | undefined;
  readonly sequenceNumber: string;
  readonly reason: AsideReason;
};

/** The queue of records that are not relayed. Operators republish from it. */
export type RelayDeadLetters = {
  /** @throws when it is not known whether the record was stored */
  put(record: AsideRecord): Promise<void>;
};
