import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toGraph } from '../../../local/console/page/to-graph.ts';
import { toShownMachine } from '../../../local/console/to-shown-flows.ts';

const MACHINE = toShownMachine('flow', {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn',
      Next: 'Is it done',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
    },
    'Is it done': { Type: 'Choice', Choices: [{ Variable: '$.done', Next: 'Done' }], Default: 'Wait' },
    Wait: { Type: 'Wait', Seconds: 1, Next: 'Ask' },
    Done: { Type: 'Succeed' },
    Failed: { Type: 'Fail' },
  },
});

const entered = (...states: readonly string[]) => ({ entered: states.map((state) => ({ state, at: 0 })) });

test('a definition is read as states, and every edge between them', () => {
  assert.deepEqual(
    MACHINE.edges.map(({ from, to, isCatch }) => `${from} ${isCatch ? '~' : '-'}> ${to}`),
    ['Ask -> Is it done', 'Ask ~> Failed', 'Is it done -> Done', 'Is it done -> Wait', 'Wait -> Ask'],
  );
});

test('each state stands below the first that leads to it, and none on another', () => {
  const { nodes, node, width, height } = toGraph(MACHINE);
  const rows = Object.groupBy(nodes, ({ y }) => y);

  assert.deepEqual(
    Object.values(rows).map((row) => row?.map(({ name }) => name)),
    [['Ask'], ['Is it done', 'Failed'], ['Done', 'Wait']],
  );
  for (const row of Object.values(rows))
    for (const [at, { x }] of (row ?? []).entries())
      assert.ok(at === 0 || x >= (row?.[at - 1]?.x ?? 0) + node.width);
  for (const { x, y } of nodes) assert.ok(x >= 0 && x + node.width <= width && y + node.height <= height);
});

test('a run is lit where it stands, and along the edges that it took', () => {
  const { nodes, edges } = toGraph(
    MACHINE,
    entered('Ask', 'Is it done', 'Wait', 'Ask', 'Is it done', 'Done'),
  );

  assert.deepEqual(
    nodes.map(({ name, is }) => `${name}: ${is}`),
    ['Ask: visited', 'Is it done: visited', 'Failed: other', 'Done: current', 'Wait: visited'],
  );
  assert.deepEqual(
    edges.filter(({ isTaken }) => !isTaken).map(({ key }) => key),
    ['Ask → Failed'],
  );
});

test('an edge back leads around the side', () => {
  const back = toGraph(MACHINE).edges.find(({ key }) => key === 'Wait → Ask');
  assert.match(back?.path ?? '', /L/);
});
