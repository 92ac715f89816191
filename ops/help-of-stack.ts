import { COMMON } from './help-common.ts';

/** The help of the commands about a whole stack. */
export const HELP_OF_STACK = {
  preflight: `Checks an AWS account before a deployment: the size of the template, credentials and region, the CDK bootstrap, Lambda's
concurrency, and the account's resource policies for logs. It changes nothing.

  npm run ops -- preflight [options]

You need lambda:GetAccountSettings, cloudformation:DescribeStacks and logs:DescribeResourcePolicies.

${COMMON}`,
  verify: `Checks a stack after its deployment: its state, that its event source mappings poll for the aliases of its functions,
that each alias has one version, that an alarm reaches the topic, that unsigned requests are refused however their path is
written, that a command comes back over bus, queue and function, and that a provider answers about a payment that does not
exist. It raises one alarm by hand, and puts one command on the bus.

  npm run ops -- verify [--merchant M --provider NAME] [options]

You need lambda:GetEventSourceMapping and GetAlias, cloudformation:DescribeStacks and ListStackResources,
cloudwatch:SetAlarmState and DescribeAlarmHistory, events:PutEvents on the bus, the permissions of "dlq", and with --merchant
lambda:InvokeFunction on the alias live of the provider's function. The bus accepts commands of named producers only: the option
"producers" of the stack has to name your role. With --local, the stack has to be started with --auth.

  --merchant M         whose credentials are used to cancel a payment that does not exist (default: that is not tried)
  --provider NAME      at which provider                                (default: letpay)
${COMMON}`,
  erase: `Erases what people wrote in final operations: reason and reference of the caller, and the provider's own fields of
the command. Ids, amounts, states, times, attempts and hashes stay: a repeat with its key is still answered.
Nothing brings an erased text back, but copies of the table hold it for up to 35 days. See docs/data-protection.md.

  npm run ops -- erase --operation LINK [--audit] [options]
  npm run ops -- erase --before INSTANT [--audit] [options]

You need the policy of the output OperatorErasePolicyArn; --before also needs dynamodb:Scan on the ledger, and
kms:Decrypt on its key through DynamoDB.

  --operation LINK     of one operation
  --before INSTANT     of all operations that ended before, such as 2031-05-31T00:00:00Z
  --audit              also what a person recorded as evidence, and who; with --before, also who turned switches and why
${COMMON}`,
  restore: `Puts a restored copy of the ledger's table into the ledger: see docs/restore.md, which says what to do in which order.

  npm run ops -- restore begin --from INSTANT --until INSTANT [options]
  npm run ops -- restore copy --table NAME --from INSTANT --until INSTANT [options]
  npm run ops -- restore end [options]

begin   From now on every send is preceded by an inquiry, and a part or a refund that a lost record may have given back
        already waits for a person (manual_review).
copy    Puts every payment of the copy into the ledger that has no record of it. An unfinished operation is inquired about
        before anything is sent again. What is in the ledger already stays. It may be repeated.
end     Ends what "begin" began.

You need the policy of the output OperatorRestorePolicyArn, dynamodb:Scan on the copy, and kms:Decrypt on its key through
DynamoDB.

  --table NAME         the table to which the ledger was restored
  --from INSTANT       the time to which it was restored, such as 2031-05-31T14:02:00Z
  --until INSTANT      when the stack that was lost can have sent its last request
${COMMON}`,
} as const;
