import type { Resources } from './synthesize.ts';

/** Logical ids of which each names the next, and the last the first; empty if there are none. */
export function findCycle(resources: Resources): readonly string[] {
  const done = new Set<string>();
  const visit = (id: string, above: readonly string[]): readonly string[] => {
    if (above.includes(id)) return above.slice(above.indexOf(id));
    if (done.has(id)) return [];
    for (const other of referencesIn(resources[id], resources)) {
      const cycle = visit(other, [...above, id]);
      if (cycle.length > 0) return cycle;
    }
    done.add(id);
    return [];
  };
  for (const id of Object.keys(resources)) {
    const cycle = visit(id, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

/** The resources that CloudFormation creates before this one: those that it names, in its update policy too. */
function referencesIn(resource: unknown, resources: Resources): readonly string[] {
  const named = [...JSON.stringify(resource).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)];
  const { DependsOn = [] }: Resources[string] = resource ?? {};
  const ids = [...named.flatMap(([, id = '']) => id), ...[DependsOn].flat()];
  return ids.filter((id) => id in resources);
}
