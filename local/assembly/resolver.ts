import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import { type Place, toArn } from './place.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';
import type { Template } from './template.ts';

/** Turns a value of the template into the value that it has on this machine. */
export type Resolver = {
  /** @throws LocalStackError on an intrinsic, a reference or an attribute that it does not know */
  resolve(value: unknown): unknown;
  nameOf(logicalId: string): NamedResource;
};

/** `Ref: AWS::NoValue`: the property is not there. */
const NO_VALUE = Symbol('AWS::NoValue');

const JoinArguments = z.tuple([z.string(), z.array(z.unknown())]);
const SelectArguments = z.tuple([z.coerce.number(), z.unknown()]);
const SplitArguments = z.tuple([z.string(), z.unknown()]);
const SubArguments = z.union([
  z.string().transform((text): [string, Record<string, unknown>] => [text, {}]),
  z.tuple([z.string(), z.record(z.string(), z.unknown())]),
]);
const GetAttArguments = z.union([
  z.tuple([z.string(), z.string()]),
  z.string().transform((text): [string, string] => {
    const dot = text.indexOf('.');
    return [text.slice(0, dot), text.slice(dot + 1)];
  }),
]);

export function createResolver(
  template: Template,
  place: Place,
  types: ReadonlyMap<string, ResourceType>,
): Resolver {
  const resolver = new TemplateResolver(template, place, types);
  return {
    resolve: (value) => resolver.resolve(value),
    nameOf: (logicalId) => resolver.nameOf(logicalId),
  };
}

class TemplateResolver {
  readonly #template: Template;
  readonly #place: Place;
  readonly #types: ReadonlyMap<string, ResourceType>;
  readonly #pseudo: Readonly<Record<string, unknown>>;

  constructor(template: Template, place: Place, types: ReadonlyMap<string, ResourceType>) {
    this.#template = template;
    this.#place = place;
    this.#types = types;
    this.#pseudo = {
      'AWS::Region': place.region,
      'AWS::AccountId': place.accountId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackId': toArn(place, 'cloudformation', `stack/${place.stackName}/local`),
      'AWS::StackName': place.stackName,
      'AWS::NoValue': NO_VALUE,
    };
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value))
      return value.map((item) => this.resolve(item)).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (first && entries.length === 1 && isIntrinsic(first[0])) return this.#apply(...first);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, this.resolve(item)]).filter(([, item]) => item !== NO_VALUE),
    );
  }

  nameOf(logicalId: string): NamedResource {
    const property = this.#typeOf(logicalId).nameProperty;
    const given = property && this.#template.Resources[logicalId]?.Properties[property];
    const name = given ? this.#toText(given) : `${this.#place.stackName}-${logicalId}`;
    return { logicalId, place: this.#place, name };
  }

  #apply(intrinsic: string, argument: unknown): unknown {
    switch (intrinsic) {
      case 'Ref':
        return this.#ref(z.string().parse(argument));
      case 'Fn::GetAtt':
        return this.#getAtt(...GetAttArguments.parse(argument));
      case 'Fn::Join': {
        const [separator, parts] = JoinArguments.parse(argument);
        return parts.map((part) => this.#toText(part)).join(separator);
      }
      case 'Fn::Sub':
        return this.#sub(...SubArguments.parse(argument));
      case 'Fn::Select': {
        const [index, list] = SelectArguments.parse(argument);
        return z.array(z.unknown()).parse(this.resolve(list))[index];
      }
      case 'Fn::Split': {
        const [separator, text] = SplitArguments.parse(argument);
        return this.#toText(text).split(separator);
      }
    }
    throw new LocalStackError(
      `The local stack does not know the intrinsic ${intrinsic} (with ${JSON.stringify(argument)}). ` +
        'Bind the stack to an account and a region so that CDK does not need it, or add it to local/assembly/resolver.ts.',
    );
  }

  #ref(logicalId: string): unknown {
    if (logicalId in this.#pseudo) return this.#pseudo[logicalId];
    const resource = this.nameOf(logicalId);
    const textOf = (property: string) =>
      this.#toText(this.#template.Resources[logicalId]?.Properties[property]);
    return this.#typeOf(logicalId).ref?.(resource, textOf) ?? resource.name;
  }

  #getAtt(logicalId: string, attribute: string): string {
    const type = this.#typeOf(logicalId);
    const read = type.attributes?.[attribute];
    if (read) return read(this.nameOf(logicalId));
    throw new LocalStackError(
      `The local stack does not know the attribute ${attribute} of ${type.type} (logical id ${logicalId}). ` +
        'Add it to the attributes of that type in local/assembly.',
    );
  }

  #sub(text: string, variables: Readonly<Record<string, unknown>>): string {
    return text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
      if (name.startsWith('!')) return whole.replace('!', '');
      if (name in variables) return this.#toText(variables[name]);
      return name.includes('.') ? this.#getAtt(...GetAttArguments.parse(name)) : this.#toText({ Ref: name });
    });
  }

  #toText(value: unknown): string {
    return z.coerce.string().parse(this.resolve(value));
  }

  #typeOf(logicalId: string): ResourceType {
    const resource = this.#template.Resources[logicalId];
    const type = resource && this.#types.get(resource.Type);
    if (type) return type;
    throw new LocalStackError(
      `The template refers to ${logicalId}, which is no resource that the local stack knows. ` +
        'If it is a parameter, decide it in the CDK app instead.',
    );
  }
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}
