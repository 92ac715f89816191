import type { ShownSession } from '../state/console-state.ts';
import { toLasting } from './formats.ts';
import type { Texts } from './texts-en.ts';
import { useView } from './view.ts';

/** Logins at the providers: how old their tokens are, and whether somebody uses them. */
export function Sessions({
  sessions,
  now,
}: {
  readonly sessions: readonly ShownSession[];
  readonly now: number;
}) {
  const { texts } = useView();
  return (
    <section class="card sessions" aria-labelledby="sessions">
      <h2 id="sessions">{texts.sessions}</h2>
      <p class="quiet">{sessions.length === 0 ? texts.sessionsNone : texts.sessionsNote}</p>
      {sessions.length > 0 && (
        <table>
          <thead>
            <tr>
              {[texts.session, texts.tokenAge, texts.validFor, texts.use, texts.leases].map((title) => (
                <th scope="col" key={title}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr key={session.key}>
                <th scope="row">{`${session.merchantId} · ${session.provider} · ${session.slot}`}</th>
                <td>{session.takenAt === undefined ? '–' : toLasting(now - session.takenAt)}</td>
                <td>{toValidity(session, now, texts)}</td>
                <td>{(session.heldUntil ?? 0) > now ? texts.held : texts.free}</td>
                <td>{session.leases ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function toValidity({ hasToken, expiresAt = 0 }: ShownSession, now: number, texts: Texts): string {
  if (!hasToken) return texts.noToken;
  return expiresAt > now ? toLasting(expiresAt - now) : texts.expired;
}
