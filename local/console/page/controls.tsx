import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownControls, ShownSimulator } from '../state/console-state.ts';
import { createPayment, move } from './actions.ts';
import { readMoney } from './formats.ts';
import { useView } from './view.ts';

const FAULTS = ['lose_answer', 'lose_request', 'refuse'];
const KINDS = ['cancel', 'refund', 'read'];
const TOKEN_MODELS = ['reusable', 'single_use', 'exclusive_login'];
const SPEEDS_MS = [0, 1000, 3000, 12_000];
const DECISIONS_MS = [0, 5000, 30_000];

type ControlsProps = {
  readonly simulators: readonly ShownSimulator[];
  readonly onMade: (key: string) => void;
};

/** What can be made to go wrong, or otherwise, at each simulated provider. */
export function Controls({ simulators, onMade }: ControlsProps) {
  const { texts } = useView();
  return (
    <section class="card controls" aria-labelledby="controls">
      <h2 id="controls">{texts.providers}</h2>
      {simulators.length === 0 && <p class="quiet">{texts.providersNone}</p>}
      {simulators.map((simulator) => (
        <Simulator key={simulator.provider} simulator={simulator} onMade={onMade} />
      ))}
    </section>
  );
}

type SimulatorProps = Omit<ControlsProps, 'simulators'> & { readonly simulator: ShownSimulator };

function Simulator({ simulator: { provider, trouble, controls }, onMade }: SimulatorProps) {
  return (
    <fieldset class="simulator">
      <legend>{provider}</legend>
      {trouble !== undefined && <p class="trouble">{trouble}</p>}
      {controls && <SimulatorControls provider={provider} controls={controls} onMade={onMade} />}
    </fieldset>
  );
}

type SimulatorControlsProps = Pick<ControlsProps, 'onMade'> & {
  readonly provider: string;
  readonly controls: ShownControls;
};

function SimulatorControls({ provider, controls, onMade }: SimulatorControlsProps) {
  const { texts } = useView();
  const { logins, cancelsReceived, waiting } = controls;
  return (
    <>
      <FaultControl provider={provider} />
      {waiting.length > 0 && (
        <p class="waiting">{`${texts.waits}: ${waiting.map((fault) => toWaiting(fault, texts)).join(', ')}`}</p>
      )}
      <Behaviour provider={provider} controls={controls} />
      <PaymentControl provider={provider} controls={controls} onMade={onMade} />
      <p class="quiet">{texts.counts(logins, cancelsReceived)}</p>
    </>
  );
}

function toWaiting(fault: string, { controls, requests }: ReturnType<typeof useView>['texts']): string {
  const [control = '', kind = ''] = fault.split(':');
  return `${controls[control] ?? control} (${requests[kind] ?? kind})`;
}

function FaultControl({ provider }: { provider: string }) {
  const { texts, attempt } = useView();
  const [control, setControl] = useState('lose_answer');
  const [of, setOf] = useState('cancel');
  return (
    <div class="buttons">
      <Choice label={texts.fault} labeled="hidden" value={control} onChoose={setControl}>
        {FAULTS.map((fault) => (
          <option key={fault} value={fault}>
            {texts.controls[fault]}
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
      <button type="button" onClick={() => attempt(() => move({ provider, control, of }))}>
        {texts.move}
      </button>
    </div>
  );
}

function Behaviour({
  provider,
  controls: { latencyMs, decidesAfterMs, tokenModel },
}: Pick<SimulatorControlsProps, 'provider' | 'controls'>) {
  const { texts, attempt } = useView();
  const set = (control: object) => attempt(() => move({ provider, ...control }));
  return (
    <>
      <Choice
        label={texts.speed}
        value={`${latencyMs}`}
        onChoose={(ms) => set({ control: 'slow_down', ms: Number(ms) })}
      >
        {SPEEDS_MS.map((ms) => (
          <option key={ms} value={ms}>{`${ms / 1000} s`}</option>
        ))}
      </Choice>
      {decidesAfterMs !== undefined && (
        <Choice
          label={texts.decides}
          value={`${decidesAfterMs}`}
          onChoose={(ms) => set({ control: 'decide_after', ms: Number(ms) })}
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
        onChoose={(to) => set({ control: 'set_token_model', tokenModel: to })}
      >
        {TOKEN_MODELS.map((id) => (
          <option key={id} value={id}>
            {texts.tokenModels[id]}
          </option>
        ))}
      </Choice>
      <button type="button" onClick={() => set({ control: 'expire_tokens' })}>
        {texts.expireTokens}
      </button>
    </>
  );
}

function PaymentControl({ provider, controls: { statuses }, onMade }: SimulatorControlsProps) {
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
