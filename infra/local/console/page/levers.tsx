import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownSimulator } from '../console-state.ts';
import { createPayment, move } from './actions.ts';
import { readMoney } from './formats.ts';
import { useView } from './view.ts';

const FAULTS = ['lose_answer', 'lose_request', 'refuse'];
const KINDS = ['cancel', 'refund', 'read'];
const WORLDS = ['S1', 'S2', 'S3'];
const SPEEDS_MS = [0, 1000, 3000, 12_000];
const DECISIONS_MS = [0, 5000, 30_000];

type LeversProps = {
  readonly simulators: readonly ShownSimulator[];
  readonly onMade: (key: string) => void;
};

/** What can be made to go wrong, or otherwise, at each simulated provider. */
export function Levers({ simulators, onMade }: LeversProps) {
  const { texts } = useView();
  return (
    <section class="card levers" aria-labelledby="levers">
      <h2 id="levers">{texts.providers}</h2>
      {simulators.length === 0 && <p class="quiet">{texts.providersNone}</p>}
      {simulators.map((simulator) => (
        <Simulator key={simulator.provider} simulator={simulator} onMade={onMade} />
      ))}
    </section>
  );
}

type SimulatorProps = Omit<LeversProps, 'simulators'> & { readonly simulator: ShownSimulator };

function Simulator({ simulator, onMade }: SimulatorProps) {
  const { texts } = useView();
  const { provider, logins, cancelsReceived, waiting } = simulator;
  return (
    <fieldset class="simulator">
      <legend>{provider}</legend>
      <FaultLever provider={provider} />
      {waiting.length > 0 && (
        <p class="waiting">{`${texts.waits}: ${waiting.map((fault) => toWaiting(fault, texts)).join(', ')}`}</p>
      )}
      <Behaviour simulator={simulator} />
      <PaymentLever simulator={simulator} onMade={onMade} />
      <p class="quiet">{texts.counts(logins, cancelsReceived)}</p>
    </fieldset>
  );
}

function toWaiting(fault: string, { levers, kinds }: ReturnType<typeof useView>['texts']): string {
  const [lever = '', kind = ''] = fault.split(':');
  return `${levers[lever] ?? lever} (${kinds[kind] ?? kind})`;
}

function FaultLever({ provider }: { provider: string }) {
  const { texts, attempt } = useView();
  const [lever, setLever] = useState('lose_answer');
  const [of, setOf] = useState('cancel');
  return (
    <div class="buttons">
      <Choice label={texts.fault} look="unseen" value={lever} onChoose={setLever}>
        {FAULTS.map((fault) => (
          <option key={fault} value={fault}>
            {texts.levers[fault]}
          </option>
        ))}
      </Choice>
      <Choice label={texts.kind} look="unseen" value={of} onChoose={setOf}>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {`${texts.of} ${texts.kinds[kind]}`}
          </option>
        ))}
      </Choice>
      <button type="button" onClick={() => attempt(() => move({ provider, lever, of }))}>
        {texts.move}
      </button>
    </div>
  );
}

function Behaviour({
  simulator: { provider, latencyMs, decidesAfterMs, world },
}: {
  simulator: ShownSimulator;
}) {
  const { texts, attempt } = useView();
  const set = (lever: object) => attempt(() => move({ provider, ...lever }));
  return (
    <>
      <Choice
        label={texts.speed}
        value={`${latencyMs}`}
        onChoose={(ms) => set({ lever: 'slow_down', ms: Number(ms) })}
      >
        {SPEEDS_MS.map((ms) => (
          <option key={ms} value={ms}>{`${ms / 1000} s`}</option>
        ))}
      </Choice>
      {decidesAfterMs !== undefined && (
        <Choice
          label={texts.decides}
          value={`${decidesAfterMs}`}
          onChoose={(ms) => set({ lever: 'decide_after', ms: Number(ms) })}
        >
          {DECISIONS_MS.map((ms) => (
            <option key={ms} value={ms}>{`${ms / 1000} s`}</option>
          ))}
        </Choice>
      )}
      <Choice
        label={texts.world}
        look="field tall"
        value={world}
        onChoose={(to) => set({ lever: 'set_world', world: to })}
      >
        {WORLDS.map((id) => (
          <option key={id} value={id}>
            {texts.worlds[id]}
          </option>
        ))}
      </Choice>
      <button type="button" onClick={() => set({ lever: 'expire_tokens' })}>
        {texts.expireTokens}
      </button>
    </>
  );
}

function PaymentLever({ simulator: { provider, statuses }, onMade }: SimulatorProps) {
  const { texts, attempt } = useView();
  const [status, setStatus] = useState(statuses[0]);
  const [typed, setTyped] = useState('42.00');
  const amount = readMoney(typed);
  async function create(): Promise<void> {
    if (amount === undefined) return;
    onMade((await createPayment({ provider, amount, ...(status && { status }) })).key);
  }
  return (
    <div class="make">
      {status !== undefined && (
        <Choice label={texts.state} value={status} onChoose={setStatus}>
          {statuses.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </Choice>
      )}
      <label class="field">
        <span>{texts.amount}</span>
        <input
          inputMode="decimal"
          value={typed}
          aria-invalid={amount === undefined}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <button type="button" disabled={amount === undefined} onClick={() => attempt(create)}>
        {texts.create}
      </button>
    </div>
  );
}

type ChoiceProps = {
  readonly label: string;
  /** How its label stands: beside it, above it, or for screen readers only. */
  readonly look?: 'field' | 'field tall' | 'unseen';
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly children: ComponentChildren;
};

function Choice({ label, look = 'field', value, onChoose, children }: ChoiceProps) {
  return (
    <label class={look === 'unseen' ? undefined : look}>
      <span class={look === 'unseen' ? look : undefined}>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}
