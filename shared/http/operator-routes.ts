/** The commands of operators, by the right that permits them: the stack makes a policy of each right. */
export const OPERATOR_RIGHTS = {
  read: ['list', 'show', 'switches', 'sources'],
  record: ['resolve', 'attach', 'republish'],
  switch: ['disable', 'enable'],
  credentials: ['check-credentials', 'new-credentials', 'probe'],
  sources: ['set-sources', 'reset-sources'],
  restore: ['begin-recovery', 'end-recovery', 'restore'],
  erase: ['erase', 'erase-switch-history'],
} as const;

export type OperatorRight = keyof typeof OPERATOR_RIGHTS;

/** Every command has a path of its own at each provider, so that IAM permits each by itself. */
export const OPERATOR_ROUTE = { method: 'POST', path: '/v1/operator/{provider}/{command}' } as const;
