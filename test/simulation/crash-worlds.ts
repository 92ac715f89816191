import type { TokenModel } from '../../shared/ports/session-store.ts';
import type { StrangerAct } from './books.ts';
import { PRESETS, type PresetName } from './modelo-pages.ts';
import type { Nature } from './nature.ts';
import type { Fault, ScriptedFault } from './plan.ts';
import type { Scenario } from './scenario.ts';
import { TOKEN_MODELS } from './tokens.ts';
import { type PostBody, type ProviderId, START } from './trigger.ts';

/** A run in which every step is written down, to be struck at each of them. */
export type CrashWorld = {
  readonly name: string;
  readonly scenario: Scenario;
  readonly faults: readonly ScriptedFault[];
  /** Of the dice by which a late request lands when it does. @default 0 */
  readonly seed?: number;
};

/** A provider, and what is asked of it. */
type Subject = {
  readonly provider: ProviderId;
  readonly preset?: PresetName;
  readonly refund?: boolean;
  readonly paid?: boolean;
  readonly body: PostBody;
};

const SUBJECTS = {
  letpay: { provider: 'letpay', body: {} },
  sopague: { provider: 'sopague', body: {} },
  mercadopago: { provider: 'mercadopago', refund: true, paid: true, body: { amount: 300 } },
  parts: { provider: 'modelo', preset: 'parts', body: { amount: 300 } },
  pix: { provider: 'pix', refund: true, paid: true, body: { amount: 300 } },
  cielo: { provider: 'modelo', preset: 'cielo', paid: true, body: { amount: 300 } },
} as const satisfies Readonly<Record<string, Subject>>;

type Subjects = readonly (readonly [name: string, subject: Subject])[];

/** A provider as it behaves in one enumeration. */
type Behaviour = {
  readonly name: string;
  /** What goes wrong once, at its first opportunity after so many others. */
  readonly fault?: Fault;
  readonly after?: number;
  readonly nature?: Partial<Nature>;
};

const BEHAVIOURS: readonly Behaviour[] = [
  { name: 'prompt' },
  { name: 'answer lost', fault: 'answer lost' },
  { name: 'request lost', fault: 'request lost' },
  { name: 'lands late', fault: 'request lands late' },
  { name: 'answered, not applied', fault: 'answered, not applied' },
  { name: 'refusing', fault: 'refused' },
  { name: 'refusing with several meanings', fault: 'refused with a code of several meanings' },
  { name: 'somebody acts before it', fault: 'somebody acts just before' },
  { name: 'somebody acts after it', fault: 'somebody acts just after' },
  // The first sweep cannot read the secret.
  { name: 'secret lost for a while', fault: 'secret cannot be read', after: 2 },
  { name: 'slow', nature: { takesMs: 40_000 } },
  { name: 'very slow, its answer lost', fault: 'answer lost', nature: { takesMs: 5 * 3_600_000 } },
  { name: 'accepted, then the payer pays', nature: { takesMs: 5_000, ends: 'given up' } },
];

/** An answer that comes, one that is lost, a request that is lost, and one that lands late. */
const QUICK_BEHAVIOURS = 4;

/** Two operations of the same amount, one after the other, and what goes wrong with the second. */
type Trouble = { readonly fault?: Fault; readonly stranger?: StrangerAct };

const AS_MUCH: StrangerAct = { amount: 300 };
const ANOTHER: StrangerAct = { amount: 50 };

const TROUBLES: readonly Trouble[] = [
  {},
  { fault: 'answer lost' },
  { fault: 'request lost' },
  { fault: 'answer lost', stranger: AS_MUCH },
  { fault: 'request lost', stranger: AS_MUCH },
  { fault: 'request lost', stranger: ANOTHER },
];

const REFUND_TROUBLES: readonly Trouble[] = [
  ...TROUBLES,
  { fault: 'request lands late' },
  { fault: 'answered, not applied' },
  { fault: 'refused with a code of several meanings' },
];

/** Providers, behaviours and token models. Tokens differ in what a lost or a missing answer leaves; else one model stands for all. */
export function crashWorlds(): CrashWorld[] {
  const refund: Subject = { provider: 'letpay', paid: true, refund: true, body: { amount: 300 } };
  return [
    ...plainWorlds(BEHAVIOURS),
    ...REFUND_TROUBLES.map((trouble) => toWorldOfTwo('letpay refunds', refund, trouble)),
    ...TROUBLES.map((trouble) => toWorldOfTwo('cielo parts', SUBJECTS.cielo, trouble)),
    toLateWorld(),
  ];
}

/** Those of each provider in which the most can go wrong, for a run that everybody waits for. */
export function quickWorlds(): CrashWorld[] {
  return plainWorlds(BEHAVIOURS.slice(0, QUICK_BEHAVIOURS));
}

function plainWorlds(behaviours: readonly Behaviour[]): CrashWorld[] {
  const subjects: Subjects = Object.entries(SUBJECTS);
  return subjects.flatMap(([name, subject]) =>
    behaviours.flatMap((behaviour, index) => {
      // SoPague is done at once, whatever its nature: such a world would be the prompt one again.
      if (subject.provider === 'sopague' && behaviour.nature) return [];
      const models = index < 2 ? modelsOf(subject) : modelsOf(subject).slice(0, 1);
      return models.map((tokens) => toWorld({ name, subject, behaviour, tokens }));
    }),
  );
}

/** Only tokens that rotate differ. */
function modelsOf({ provider, preset }: Subject): readonly TokenModel[] {
  const rotates = provider === 'letpay' || preset === 'parts';
  return rotates ? ['single_use', ...TOKEN_MODELS.filter((model) => model !== 'single_use')] : ['reusable'];
}

type Drawn = {
  readonly name: string;
  readonly subject: Subject;
  readonly behaviour: Behaviour;
  readonly tokens: TokenModel;
};

function toWorld({ name, subject, behaviour, tokens }: Drawn): CrashWorld {
  const { provider, preset, refund, paid, body } = subject;
  const { fault, after = 0, nature } = behaviour;
  const post = { is: 'post', payment: 0, key: 'key-0', body, persistence: 0 } as const;
  return {
    name: `${name}, ${behaviour.name}, ${tokens}`,
    faults: fault ? [{ fault, after }] : [],
    scenario: {
      provider,
      nature: {
        ...toUsualNature(tokens, nature !== undefined),
        ...(paid && { paid }),
        ...(preset && { pages: PRESETS[preset](true) }),
        ...nature,
      },
      triggers: [
        { ...post, at: 0, ...(refund && { refund }) },
        { ...post, at: 2_000, ...(refund && { refund }) },
        { is: 'sweep', at: 36_000 },
      ],
      trouble: 'none',
      outages: [],
      zombies: true,
      warmth: fault === 'secret cannot be read' ? 0 : 0.5,
      punctualSweeps: 3,
    },
  };
}

function toUsualNature(tokens: TokenModel, acceptsFirst: boolean): Nature {
  return {
    tokens,
    sessions: 1,
    total: 1000,
    takesMs: 0,
    ends: 'done',
    shows: true,
    second: 'refused',
    acceptsFirst,
  };
}

/** Dice by which it lands after the others have inquired, and before its token expires. */
const LANDS_IN_MINUTES = 10;

/** The first request is still on its way when the second cannot leave, and its caller's time is over. */
function toLateWorld(): CrashWorld {
  const { scenario, faults } = toWorld({
    name: 'letpay',
    subject: { provider: 'letpay', body: { notAfter: new Date(START + 1_500).toISOString() } },
    behaviour: { name: 'lands late', fault: 'request lands late' },
    tokens: 'single_use',
  });
  return {
    name: 'letpay, lands late, then unreachable, single_use',
    seed: LANDS_IN_MINUTES,
    // Logins and inquiries come before the second request.
    faults: [...faults, { fault: 'provider unreachable', after: 4 }],
    scenario,
  };
}

function toWorldOfTwo(name: string, subject: Subject, { fault, stranger }: Trouble): CrashWorld {
  const [tokens = 'reusable'] = modelsOf(subject);
  const { scenario } = toWorld({ name, subject, behaviour: { name: 'prompt' }, tokens });
  const { body, refund = false } = subject;
  const post = { is: 'post', payment: 0, refund, body, persistence: 0 } as const;
  const act = stranger ? ([{ is: 'stranger', at: 41_000, payment: 0, act: stranger }] as const) : [];
  const also = stranger ? `, somebody gives ${stranger.amount} back` : '';
  return {
    name: `${name}, ${fault ?? 'prompt'}${also}, ${tokens}`,
    faults: fault ? [{ fault, after: 1 }] : [],
    scenario: {
      ...scenario,
      triggers: [
        { ...post, at: 0, key: 'key-0' },
        { ...post, at: 2_000, key: 'key-0' },
        { ...post, at: 40_000, key: 'key-1' },
        { ...post, at: 42_000, key: 'key-1' },
        ...act,
        { is: 'sweep', at: 80_000 },
      ],
    },
  };
}
