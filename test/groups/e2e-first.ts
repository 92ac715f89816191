import { runTogether } from '../runner/run-together.ts';

runTogether('e2e-first');
