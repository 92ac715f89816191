import type { ShownMachine, ShownRun } from '../state/console-state.ts';

const WIDTH = 148;
const HEIGHT = 34;
const GAP_X = 14;
const GAP_Y = 36;
/** Room at the sides and at the bottom, for edges that lead back. */
const SIDE = 60;
const BELOW = 24;

export type GraphNode = {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly is: 'current' | 'visited' | 'other';
};

export type GraphEdge = {
  readonly key: string;
  /** Of an SVG path. */
  readonly path: string;
  readonly isCatch: boolean;
  readonly isTaken: boolean;
};

export type Graph = {
  readonly width: number;
  readonly height: number;
  readonly node: { readonly width: number; readonly height: number };
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
};

/** A state machine drawn from top to bottom, each state below the first that leads to it, with a run lit in it. */
export function toGraph(machine: ShownMachine, run?: Pick<ShownRun, 'entered'>): Graph {
  const rows = toRows(machine);
  const inner = Math.max(...rows.map((row) => row.length)) * (WIDTH + GAP_X) - GAP_X;
  const entered = run?.entered.map(({ state }) => state) ?? [];
  const nodes = rows.flatMap((row, at) => {
    const left = SIDE + (inner - (row.length * (WIDTH + GAP_X) - GAP_X)) / 2;
    return row.map((name, column): GraphNode => {
      const is = name === entered.at(-1) ? 'current' : entered.includes(name) ? 'visited' : 'other';
      const place = { x: left + column * (WIDTH + GAP_X), y: 2 + at * (HEIGHT + GAP_Y) };
      return { name, ...place, is };
    });
  });
  return {
    width: inner + 2 * SIDE,
    height: rows.length * (HEIGHT + GAP_Y) - GAP_Y + BELOW,
    node: { width: WIDTH, height: HEIGHT },
    nodes,
    edges: toGraphEdges(machine, nodes, entered, inner + SIDE),
  };
}

/** States by how many steps lead to them from the start; those that none leads to are left out. */
function toRows({ start, edges }: ShownMachine): string[][] {
  const rows: string[][] = [];
  const seen = new Set([start]);
  let row = [start];
  while (row.length > 0) {
    rows.push(row);
    const next = row.flatMap((name) => edges.filter(({ from }) => from === name).map(({ to }) => to));
    row = [...new Set(next)].filter((name) => !seen.has(name));
    for (const name of row) seen.add(name);
  }
  return rows;
}

function toGraphEdges(
  { edges }: ShownMachine,
  nodes: readonly GraphNode[],
  entered: readonly string[],
  right: number,
): GraphEdge[] {
  const places = new Map(nodes.map((node) => [node.name, node]));
  const steps = new Set(entered.slice(1).map((state, at) => `${entered[at]} → ${state}`));
  return edges.flatMap(({ from, to, isCatch }) => {
    const [a, b] = [places.get(from), places.get(to)];
    if (!a || !b) return [];
    const key = `${from} → ${to}`;
    return [{ key, path: toPath(a, b, right), isCatch, isTaken: steps.has(key) }];
  });
}

/** Down in a soft line; back up around the side that is nearer. */
function toPath(a: GraphNode, b: GraphNode, right: number): string {
  const [ax, bx] = [a.x + WIDTH / 2, b.x + WIDTH / 2];
  if (b.y > a.y) {
    const [top, bottom] = [a.y + HEIGHT, b.y];
    const bend = Math.min(GAP_Y, bottom - top) / 2;
    return `M${ax} ${top}C${ax} ${top + bend} ${bx} ${bottom - bend} ${bx} ${bottom}`;
  }
  const isRight = ax > right / 2;
  const side = isRight ? right + SIDE - 8 : 8;
  const below = a.y + HEIGHT + 16;
  const end = isRight ? b.x + WIDTH : b.x;
  const middle = b.y + HEIGHT / 2;
  return `M${ax} ${a.y + HEIGHT}C${ax} ${below} ${side} ${below} ${side} ${a.y}L${side} ${middle + 16}C${side} ${middle} ${side} ${middle} ${end} ${middle}`;
}
