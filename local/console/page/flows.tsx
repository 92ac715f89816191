import { useState } from 'preact/hooks';
import type { ShownMachine, ShownRun } from '../state/console-state.ts';
import { toShortId, toTime } from './formats.ts';
import { toGraph } from './to-graph.ts';
import { useView } from './view.ts';
import { withKeys } from './with-keys.ts';

type FlowsProps = { readonly machines: readonly ShownMachine[]; readonly runs: readonly ShownRun[] };

/** Runs of the refund flow, one of them drawn as a graph with its current state lit. */
export function Flows({ machines, runs }: FlowsProps) {
  const { texts } = useView();
  const [chosen, choose] = useState<string>();
  const run = runs.find(({ name }) => name === chosen) ?? runs[0];
  const machine = machines.find(({ name }) => name === run?.machine);
  return (
    <section class="card flows" aria-labelledby="flows">
      <h2 id="flows">{texts.flows}</h2>
      {!run || !machine ? (
        <p class="quiet">{texts.flowsNone}</p>
      ) : (
        <div class="flow">
          <div>
            <h3>{texts.runs}</h3>
            <ul>
              {runs.map(({ name, paymentId = name, status }) => (
                <li key={name}>
                  <button
                    type="button"
                    class="payment"
                    aria-current={name === run.name ? 'true' : undefined}
                    onClick={() => choose(name)}
                  >
                    {texts.runOf(toShortId(paymentId), texts.runStatus(status))}
                  </button>
                </li>
              ))}
            </ul>
            <Path run={run} />
          </div>
          <GraphOf machine={machine} run={run} />
        </div>
      )}
    </section>
  );
}

function Path({ run: { entered, stoppedAt, error } }: { run: ShownRun }) {
  const { texts, language } = useView();
  const last = texts.node(entered.at(-1)?.state ?? '');
  return (
    <>
      <p>{stoppedAt === undefined ? texts.standsAt(last) : texts.endedAt(last)}</p>
      {error !== undefined && (
        <p>
          <code>{error}</code>
        </p>
      )}
      <details>
        <summary>{texts.path}</summary>
        <ol>
          {withKeys(entered, ({ state, at }) => `${state} ${at}`).map(([key, { state, at }]) => (
            <li key={key}>{`${toTime(at, language)} ${texts.node(state)}`}</li>
          ))}
        </ol>
      </details>
    </>
  );
}

function GraphOf({ machine, run }: { machine: ShownMachine; run: ShownRun }) {
  const { texts } = useView();
  const { width, height, node, nodes, edges } = toGraph(machine, run);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class="drawing" tabIndex={0}>
      <svg
        class="graph"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={texts.graph(texts.flows, texts.node(run.entered.at(-1)?.state ?? ''))}
      >
        {edges.map(({ key, path, isCatch, isTaken }) => (
          <path key={key} d={path} class={`edge ${isCatch ? 'catch' : ''} ${isTaken ? 'taken' : ''}`} />
        ))}
        {nodes.map(({ name, x, y, is }) => (
          <g key={name} class={`node ${is}`}>
            <rect x={x} y={y} width={node.width} height={node.height} rx="8" />
            <text x={x + node.width / 2} y={y + node.height / 2}>
              {texts.node(name)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
