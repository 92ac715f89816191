import { stringify } from 'yaml';

/** The file, from the root of the project. */
export const OPENAPI_FILE = 'openapi.yaml';

const HEAD = '# Written by `npm run docs:openapi`: edit what it is made of, in tools/docs/openapi/.\n';

export function toYaml(document: object): string {
  return `${HEAD}${stringify(document, {
    ...{ lineWidth: 120, aliasDuplicateObjects: false },
    // Many still read YAML 1.1, where `no` is false and a date is no text.
    compat: 'yaml-1.1',
  })}`;
}
