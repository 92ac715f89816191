import type { Place } from './place.ts';
import type { NamedResource } from './resource-type.ts';

/** A resource of the template with every intrinsic replaced by its value on this machine. */
export type ResolvedResource = NamedResource & { readonly properties: unknown };

/** One stack of a synthesized cloud assembly. `functions.ts`, `tables.ts` and so on read their resources from it. */
export type Assembly = {
  readonly place: Place;
  /** The resources of one type, in the template's order. */
  resourcesOf(type: string): readonly ResolvedResource[];
  /** The outputs of the stack, by their names. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The folder of an asset, by the object key that the template names. */
  assetFolder(objectKey: string): string;
};
