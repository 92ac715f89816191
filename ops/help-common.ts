/** The options of every command, in its help. */
export const COMMON = `  --profile NAME       AWS profile                                      (default: the default profile)
  --region REGION      AWS region                                       (default: of the profile or the environment)
  --stage STAGE        the stage, as in "cdk deploy -c stage=STAGE"      (default: none)
  --stack NAME         the CloudFormation stack, if it has another name (default: Estorno)
  --local [URL]        a running "npm start" in place of AWS            (http://127.0.0.1:8787)
  --json               print the answer as JSON
  --help               this text`;

/** The option that names an operation, in the help of a command. */
export const REF = `  --operation REF      the link of the operation, as the API gives it: /v1/merchants/…/cancellations/op_…
                       or its id op_… alone, which is looked up among the unfinished operations
                       (that needs the policy of the output OperatorReadPolicyArn, too)`;
