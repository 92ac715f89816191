import { runTogether } from '../runner/run-together.ts';

runTogether('local');
