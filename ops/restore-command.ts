/** Between which instants (epoch milliseconds) records of the ledger are missing. */
export type Lost = { readonly from: number; readonly until: number };

export type RestoreCommand =
  | ({ readonly name: 'restore'; readonly action: 'begin' } & Lost)
  | ({ readonly name: 'restore'; readonly action: 'copy'; readonly table: string } & Lost)
  | { readonly name: 'restore'; readonly action: 'end' };

export type RecoveryEvent =
  | ({ readonly command: 'begin-recovery' } & Lost)
  | { readonly command: 'end-recovery' }
  | ({ readonly command: 'restore'; readonly items: readonly unknown[] } & Lost);
