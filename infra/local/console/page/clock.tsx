import { moveClock } from './actions.ts';
import { toDayAndTime } from './formats.ts';
import { useView } from './view.ts';

const ZONE = 'America/Sao_Paulo';

const STEPS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

const STEPS = ['minute', 'hour', 'day'] as const;

type ClockProps = {
  readonly now: number;
  /** How far it is from the machine's clock. */
  readonly offsetMs: number;
};

/** The time of the whole stack, and what moves it forward. */
export function Clock({ now, offsetMs }: ClockProps) {
  const { texts, language, attempt } = useView();
  return (
    <section class="card clock" aria-labelledby="clock">
      <h2 id="clock">{texts.clock}</h2>
      <p>
        <time dateTime={new Date(now).toISOString()}>{toDayAndTime(now, language, ZONE)}</time>
        <span class="quiet">{` ${texts.inSaoPaulo}`}</span>
      </p>
      <p class="quiet">{offsetMs === 0 ? texts.clockReal : texts.clockMoved}</p>
      <div class="buttons">
        {STEPS.map((step) => (
          <button
            type="button"
            key={step}
            onClick={() => attempt(() => moveClock({ forwardMs: STEPS_MS[step] }))}
          >
            {texts.forward[step]}
          </button>
        ))}
        <button type="button" onClick={() => attempt(() => moveClock({ to: 'before_midnight' }))}>
          {texts.beforeMidnight}
        </button>
      </div>
    </section>
  );
}
