import type { Assembly } from '../../local/assembly/assembly.ts';
import { type LocalFunction, readFunctions } from '../../local/assembly/lambda.ts';
import { bundleContender } from './bundle-contenders.ts';

/** What is measured: a bundle that runs as a function, and what its environment holds besides. */
export type Contender = { readonly name: string; readonly fn: LocalFunction };

/** All that may be compared. `clients`, `empty` and `write` are yardsticks, not contenders. */
export type Contenders = Readonly<
  Record<'ours' | 'operator' | 'usual' | 'floor' | 'clients' | 'empty' | 'write', Contender> & {
    readonly all: readonly LocalFunction[];
  }
>;

/** Our function of LetPay from the assembly, and the others bundled and described as it is. */
export async function readContenders(assembly: Assembly, folder: string): Promise<Contenders> {
  const functions = readFunctions(assembly);
  const find = (id: string) => {
    const found = functions.find(({ logicalId }) => logicalId.startsWith(id));
    if (!found) throw new Error(`the assembly has no function ${id}`);
    return found;
  };
  const ours = find('letpayFunction');
  const other = async (name: string): Promise<Contender> => ({
    name,
    fn: {
      ...ours,
      ...{ name, logicalId: name, arn: `${ours.arn}-${name}` },
      folder: await bundleContender(name, folder),
    },
  });
  return {
    ours: { name: 'ours', fn: ours },
    operator: { name: 'operator', fn: find('operatorFunction') },
    usual: await other('usual'),
    floor: await other('floor'),
    clients: await other('clients'),
    empty: await other('empty'),
    write: await other('write'),
    all: functions,
  };
}
