/** Every way into the product that is fuzzed. */
export const SURFACE_NAMES = [
  'http',
  'unrouted',
  'commands',
  'tasks',
  'operator',
  'events',
  'provider answers',
] as const;

export type SurfaceName = (typeof SURFACE_NAMES)[number];
