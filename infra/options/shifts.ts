/**
 * How the events of a function move to the version that is deployed, by CodeDeploy's names without `Lambda`.
 *
 * @source docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html, 2026-11
 */
export const SHIFTS = [
  'allAtOnce',
  'canary10Percent5Minutes',
  'canary10Percent10Minutes',
  'canary10Percent15Minutes',
  'canary10Percent30Minutes',
  'linear10PercentEvery1Minute',
  'linear10PercentEvery2Minutes',
  'linear10PercentEvery3Minutes',
  'linear10PercentEvery10Minutes',
] as const;

export type Shift = (typeof SHIFTS)[number];

/** Those that take time, in which an alarm can end them. */
export type GradualShift = Exclude<Shift, 'allAtOnce'>;

/** The name of CodeDeploy: `CodeDeployDefault.LambdaCanary10Percent5Minutes`. */
export function toDeploymentConfigName(shift: GradualShift): string {
  return `CodeDeployDefault.Lambda${shift.charAt(0).toUpperCase()}${shift.slice(1)}`;
}
