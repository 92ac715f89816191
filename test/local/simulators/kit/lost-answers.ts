/** The ways in which an answer does not arrive whole. */
export const LOST_ANSWERS = ['never', 'reset-before-headers', 'reset-after-headers', 'truncated'] as const;
