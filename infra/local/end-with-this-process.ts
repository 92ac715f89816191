import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const REAPER = fileURLToPath(new URL('reaper.mjs', import.meta.url));

let reaper: Socket | undefined;

/**
 * Has a child end when this process has ended, in whatever way: also where this process was killed and can do nothing
 * more, and where the child stands still and does not see it.
 */
export function endWithThisProcess(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  reaper ??= startReaper();
  reaper.write(`+${pid}\n`);
  child.once('exit', () => reaper?.write(`-${pid}\n`));
}

/** A process outside of this one's group, so that nothing that is sent to the whole group ends it first. */
function startReaper(): Socket {
  const started = spawn(process.execPath, [REAPER], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  });
  const { stdin } = started;
  if (!(stdin instanceof Socket)) throw new Error('the pipe to the reaper is no socket');
  started.unref();
  stdin.unref();
  return stdin;
}
