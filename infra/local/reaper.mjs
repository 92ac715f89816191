// Ends the processes that its parent has started, once the parent has ended: `+PID` and `-PID`, a line each, name what
// runs, and the end of the input is the end of the parent. Plain JavaScript, so that it starts within milliseconds.
import process from 'node:process';
import { createInterface } from 'node:readline';

const running = new Set();

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) running.add(pid);
    else running.delete(pid);
  })
  .on('close', () => {
    for (const pid of running) end(pid);
  });

function end(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it was quicker
  }
}
