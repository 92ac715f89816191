import * as z from 'zod';
import { ENGINE_NAMES, type EngineName } from '../../local/engine/engine.ts';

/** The engine that `ESTORNO_TEST_ENGINE` names for everything, or undefined for what each file prefers. */
export const WANTED_ENGINE: EngineName | undefined = z
  .enum(ENGINE_NAMES)
  .optional()
  .parse(process.env.ESTORNO_TEST_ENGINE || undefined);
