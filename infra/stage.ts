import type { Construct, IConstruct } from 'constructs';
import type { Stage } from '../shared/domain/stage.ts';

const CONTEXT = 'estorno:stage';

/** The name of the stack of a stage. */
export function toStackName(stage: Stage): string {
  return stage === undefined ? 'Estorno' : `Estorno-${stage}`;
}

/** Makes the stage known to all constructs below the scope; to be called before any of them is created. */
export function setStage(scope: Construct, stage: Stage): void {
  scope.node.setContext(CONTEXT, stage ?? '');
}

/** The stage of a construct of the stack. */
export function stageOf({ node }: IConstruct): Stage {
  const stage: unknown = node.tryGetContext(CONTEXT);
  return typeof stage === 'string' && stage !== '' ? stage : undefined;
}
