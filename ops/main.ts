import process from 'node:process';
import { runOps } from './run-ops.ts';

/** `npm run ops`: what people do with the operations of a stack. */
process.exitCode = await runOps(process.argv.slice(2), { print: console.log, complain: console.error });
