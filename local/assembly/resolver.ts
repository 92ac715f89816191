import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Place } from './place.ts';
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
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': place.stackName,
    'AWS::NoValue': NO_VALUE,
  };

  const INTRINSICS: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (argument) => ref(z.string().parse(argument)),
    'Fn::GetAtt': (argument) => getAtt(...GetAttArguments.parse(argument)),
    'Fn::Join': (argument) => {
      const [separator, parts] = JoinArguments.parse(argument);
      return parts.map(toText).join(separator);
    },
    'Fn::Sub': (argument) => sub(...SubArguments.parse(argument)),
    'Fn::Select': (argument) => {
      const [index, list] = SelectArguments.parse(argument);
      return z.array(z.unknown()).parse(resolve(list))[index];
    },
    'Fn::Split': (argument) => {
      const [separator, text] = SplitArguments.parse(argument);
      return toText(text).split(separator);
    },
  };

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (first && entries.length === 1 && isIntrinsic(first[0])) return apply(...first);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, resolve(item)]).filter(([, item]) => item !== NO_VALUE),
    );
  }

  function apply(intrinsic: string, argument: unknown): unknown {
    const known = INTRINSICS[intrinsic];
    if (known) return known(argument);
    throw new LocalStackError(
      `The local stack does not know the intrinsic ${intrinsic} (with ${JSON.stringify(argument)}). ` +
        'Bind the stack to an account and a region so that CDK does not need it, or add it to local/assembly/resolver.ts.',
    );
  }

  function ref(logicalId: string): unknown {
    if (logicalId in pseudo) return pseudo[logicalId];
    const resource = nameOf(logicalId);
    return typeOf(logicalId).ref?.(resource) ?? resource.name;
  }

  function getAtt(logicalId: string, attribute: string): string {
    const type = typeOf(logicalId);
    const read = type.attributes?.[attribute];
    if (read) return read(nameOf(logicalId));
    throw new LocalStackError(
      `The local stack does not know the attribute ${attribute} of ${type.type} (logical id ${logicalId}). ` +
        'Add it to the attributes of that type in local/assembly.',
    );
  }

  function sub(text: string, variables: Readonly<Record<string, unknown>>): string {
    return text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
      if (name.startsWith('!')) return whole.replace('!', '');
      if (name in variables) return toText(variables[name]);
      return name.includes('.') ? getAtt(...GetAttArguments.parse(name)) : toText({ Ref: name });
    });
  }

  function toText(value: unknown): string {
    return z.coerce.string().parse(resolve(value));
  }

  function nameOf(logicalId: string): NamedResource {
    const property = typeOf(logicalId).nameProperty;
    const given = property && template.Resources[logicalId]?.Properties[property];
    return { logicalId, place, name: given ? toText(given) : `${place.stackName}-${logicalId}` };
  }

  function typeOf(logicalId: string): ResourceType {
    const resource = template.Resources[logicalId];
    const type = resource && types.get(resource.Type);
    if (type) return type;
    throw new LocalStackError(
      `The template refers to ${logicalId}, which is no resource that the local stack knows. ` +
        'If it is a parameter, decide it in the CDK app instead.',
    );
  }

  return { resolve, nameOf };
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}
