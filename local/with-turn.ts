import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/** Longer than anybody takes from making the file to writing into it. */
const SILENT_MS = 5000;

/**
 * Does work that processes of this machine should not do at once: the process that makes the file has the turn, the others
 * wait until it is gone or its maker has died. It saves work and protects nothing: two may get a turn at once where a
 * maker dies.
 */
export async function withTurn(file: string, work: () => Promise<void>): Promise<void> {
  while (!(await takeTurn(file))) {
    if (!(await isTaken(file))) await rm(file, { force: true });
    await delay(POLL_MS);
  }
  try {
    await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function takeTurn(file: string): Promise<boolean> {
  return writeFile(file, String(process.pid), { flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

/** Whether the process that made the file still lives. An empty one was made just now, or by a process that died at it. */
async function isTaken(file: string): Promise<boolean> {
  const maker = Number(await readFile(file, 'utf8').catch(() => ''));
  if (maker === 0) return Date.now() - (await stat(file).catch(() => ({ mtimeMs: 0 }))).mtimeMs < SILENT_MS;
  try {
    return process.kill(maker, 0);
  } catch {
    return false;
  }
}
