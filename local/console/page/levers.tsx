import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownLevers, ShownSimulator } from '../state/console-state.ts';
import { createPayment, move } from './actions.ts';
import { readMoney } from './formats.ts';
import { useView } from './view.ts';

const FAULTS = ['lose_answer', 'lose_request', 'refuse'];
const KINDS = ['cancel', 'refund', 'read'];
const TOKEN_MODELS = ['reusable', 'single_use', 'exclusive_login'];
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

function Simulator({ simulator: { provider, trouble, levers }, onMade }: SimulatorProps) {
  return (
    <fieldset class="simulator">
      <legend>{provider}</legend>
      {trouble !== undefined && <p class="trouble">{trouble}</p>}
      {levers && <SimulatorLevers provider={provider} levers={levers} onMade={onMade} />}
    </fieldset>
  );
}

type SimulatorLeversProps = Pick<LeversProps, 'onMade'> & {
  readonly provider: string;
  readonly levers: ShownLevers;
};

function SimulatorLevers({ provider, levers, onMade }: SimulatorLeversProps) {
  const { texts } = useView();
  const { logins, cancelsReceived, waiting } = levers;
  return (
    <>
      <FaultLever provider={provider} />
      {waiting.length > 0 && (
        <p class="waiting">{`${texts.waits}: ${waiting.map((fault) => toWaiting(fault, texts)).join(', ')}`}</p>
      )}
      <Behaviour provider={provider} levers={levers} />
      <PaymentLever provider={provider} levers={levers} onMade={onMade} />
      <p class="quiet">{texts.counts(logins, cancelsReceived)}</p>
    </>
  );
}

function toWaiting(fault: string, { levers, requests }: ReturnType<typeof useView>['texts']): string {
  const [lever = '', kind = ''] = fault.split(':');
  return `${levers[lever] ?? lever} (${requests[kind] ?? kind})`;
}

function FaultLever({ provider }: { provider: string }) {
  const { texts, attempt } = useView();
  const [lever, setLever] = useState('lose_answer');
  const [of, setOf] = useState('cancel');
  return (
    <div class="buttons">
      <Choice label={texts.fault} labeled="hidden" value={lever} onChoose={setLever}>
        {FAULTS.map((fault) => (
          <option key={fault} value={fault}>
            {texts.levers[fault]}
          </option>
        ))}
      </Choice>
      <Choice label={texts.kind} labeled="hidden" value={of} onChoose={setOf}>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {`${texts.of} ${texts.requests[kind]}`}
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
  provider,
  levers: { latencyMs, decidesAfterMs, tokenModel },
}: Pick<SimulatorLeversProps, 'provider' | 'levers'>) {
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
        label={texts.tokenModel}
        labeled="above"
        value={tokenModel}
        onChoose={(to) => set({ lever: 'set_token_model', tokenModel: to })}
      >
        {TOKEN_MODELS.map((id) => (
          <option key={id} value={id}>
            {texts.tokenModels[id]}
          </option>
        ))}
      </Choice>
      <button type="button" onClick={() => set({ lever: 'expire_tokens' })}>
        {texts.expireTokens}
      </button>
    </>
  );
}

function PaymentLever({ provider, levers: { statuses }, onMade }: SimulatorLeversProps) {
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
  readonly labeled?: 'beside' | 'above' | 'hidden';
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly children: ComponentChildren;
};

const LABEL_CLASSES = { beside: 'field', above: 'field tall', hidden: undefined };

function Choice({ label, labeled = 'beside', value, onChoose, children }: ChoiceProps) {
  return (
    <label class={LABEL_CLASSES[labeled]}>
      <span class={labeled === 'hidden' ? 'visually-hidden' : undefined}>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {children}
      </select>
    </label>
  );
}
