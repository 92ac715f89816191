import type { Place } from './place.ts';

/** One resource of the template, named as it will be called on this machine. */
export type NamedResource = {
  readonly logicalId: string;
  /** The name that the template gives it, else one made from the stack's name and the logical id. */
  readonly name: string;
  readonly place: Place;
};

/**
 * What the local stack knows about one CloudFormation resource type.
 * A new service brings a list of these in its own file; `resource-types.ts` joins the lists.
 */
export type ResourceType = {
  readonly type: string;
  /** The property that names the resource, when the type has one. */
  readonly nameProperty?: string;
  /** What `Ref` gives, by the resource and the text of one of its properties. @default the name */
  readonly ref?: (resource: NamedResource, textOf: (property: string) => string) => string;
  /** What `Fn::GetAtt` gives, attribute by attribute. */
  readonly attributes?: Readonly<Record<string, (resource: NamedResource) => string>>;
} & (
  | {
      /** Every property that is read here, or that changes nothing on one machine. Any other is refused by name. */
      readonly properties: readonly string[];
    }
  | {
      /** Why the whole resource has no meaning on one machine. */
      readonly ignoredBecause: string;
    }
);
