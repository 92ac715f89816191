import process from 'node:process';
import { runOps } from './run-ops.ts';

/** `npm run ops`: the command line of the people who operate a stack. */
process.exitCode = await runOps(process.argv.slice(2), { print: console.log, complain: console.error });
