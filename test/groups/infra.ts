// What is awaited at the top of a file that several share has to be there before they are read.
import '../infra/synthesize.ts';
import { runTogether } from '../runner/run-together.ts';

runTogether('infra');
