import { PROVIDERS } from '../infra/providers.ts';
import { COMMON, REF } from './help-common.ts';
import { HELP_OF_STACK } from './help-of-stack.ts';

const ids = PROVIDERS.map(({ id }) => id);

/** The help of each command; under '' that of all. */
export const HELP = {
  '': `Operates a stack of Estorno. A command is a signed request to the API of the stack, whose function of operators carries it
out with its own role. Your role needs the policy of the right, which also permits to find the stack:

  OperatorReadPolicyArn         list, show, switches, sources show, export
  OperatorRecordPolicyArn       resolve, refund attach, republish
  OperatorSwitchPolicyArn       disable, enable
  OperatorCredentialsPolicyArn  credentials, probe
  OperatorSourcesPolicyArn      sources set and reset
  OperatorRestorePolicyArn      restore
  OperatorErasePolicyArn        erase

These are outputs of the stack. What a command needs beside them, its own help says.

  npm run ops -- list                          operations that wait for a person, or all that are unfinished
  npm run ops -- show --operation REF          everything that the ledger keeps of a payment
  npm run ops -- resolve --operation REF …     record the outcome of an operation
  npm run ops -- refund attach --operation REF …
                                               attach the request that was filed at the provider for a refund
  npm run ops -- disable PROVIDER …            send no more requests that move money
  npm run ops -- enable PROVIDER …             send them again
  npm run ops -- switches                      show what is switched off, since when, by whom and why
  npm run ops -- sources show|set|reset …      from which addresses notifications are accepted
  npm run ops -- credentials set|check|show|rotate …
                                               store, test, show or rotate a merchant's credentials
  npm run ops -- dlq show|redrive|remove …     handle dead-letter messages
  npm run ops -- republish --operation REF     publish the state of an operation again, as a new event
  npm run ops -- preflight, verify             check the account before a deployment, and the stack after it
  npm run ops -- erase …                       erase what people wrote in final operations
  npm run ops -- restore begin|copy|end …      put a restored copy into the ledger
  npm run ops -- export --operation REF …      export the evidence of an operation, with its hash
  npm run ops -- probe PROVIDER --merchant M   find out a provider's token model

${COMMON} ("list --help" and so on say more)

Exit codes: 0 done, 1 could not be done, 2 wrong usage.`,
  list: `Lists operations that are not final. By default those that wait for a person, and what that person has to do:
find out and record an outcome, or file a refund request at the provider.

  npm run ops -- list [options]

  --provider NAME      ${ids.join(' or ')}                                (default: all)
  --state STATE        waiting_for_person, manual_review (outcomes to be recorded) or open (all that is not final)
                                                                        (default: waiting_for_person)
${COMMON}`,
  show: `Prints everything that the ledger keeps of the payment of an operation: its operations, their attempts and results, and
the trail of each: every preflight, attempt and inquiry, its result, and the requests that were sent. Instants are in UTC;
with --json they are epoch milliseconds, as in the ledger.

  npm run ops -- show --operation REF [options]

${REF}
${COMMON}`,
  resolve: `Records the outcome of an operation that a person found out at the provider. A recorded outcome is final.

  npm run ops -- resolve --operation REF --outcome succeeded --evidence "Canceled in the dashboard, 14:02"

${REF}
  --outcome OUTCOME    succeeded: this operation gave the money back; failed: it did not, and will not
  --evidence TEXT      what shows it, in at least 10 characters; it is stored with the operation
${COMMON}`,
  refund: `Attaches the request that was filed at the provider to a refund that is awaiting_approval. From then on the refund
follows that request. The request is looked up first: it must be open, and for the same amount.

  npm run ops -- refund attach --operation REF --request-id ID [options]

${REF}
  --request-id ID      the provider's id of the request
${COMMON}`,
  disable: `Switches a provider off, for all merchants or for one. Within a minute no more requests that move money are sent,
whatever triggers them: new commands are refused with provider_disabled or return to their queue, and operations of which
nothing was sent are suspended. Inquiries go on, so that unknown outcomes are resolved. No operation fails because of it.

  npm run ops -- disable PROVIDER --reason "They answer 500 to everything" [options]

  --merchant M         for this merchant only                           (default: all)
  --reason TEXT        why; it is stored with the switch, and callers do not see it
${COMMON}`,
  enable: `Switches a provider on again. Suspended operations are sent within about five minutes. A merchant that was switched
off with --merchant stays off until it is switched on with --merchant.

  npm run ops -- enable PROVIDER --reason "Fixed, says their status page" [options]

  --merchant M         for this merchant only                           (default: the switch for all merchants)
  --reason TEXT        why
${COMMON}`,
  switches: `Shows what is switched off, and the latest changes: who turned switches, probed, restored, or erased this history.

  npm run ops -- switches [options]

  --provider NAME      ${ids.join(' or ')}                                (default: all)
${COMMON}`,
  sources: `Shows or changes the addresses from which a provider's notifications are accepted. By default those that the
provider publishes, or those of the deployment (context value notifyFrom). A change holds within a minute, without a deployment.
A provider that publishes none is recognized by its secret; addresses that are set for it are required beside that.

  npm run ops -- sources [show] [options]
  npm run ops -- sources set --provider PROVIDER --address IP [--address IP …] --reason "They moved"
  npm run ops -- sources reset --provider PROVIDER --reason "As published again"

set     these addresses replace all that are accepted now
reset   those of the deployment count again

  --provider NAME      ${ids.join(' or ')}                                (default of "show": all)
  --address IP         an address or a block such as 203.0.113.0/24; may be given more than once
  --reason TEXT        why
${COMMON}`,
  credentials: `Stores a merchant's credentials in Secrets Manager as estorno/M/PROVIDER (estorno-STAGE/M/PROVIDER
in a stage), tests, shows or rotates them. They are
read from standard input or a file, as a JSON object, validated before anything is written, and never printed.

  npm run ops -- credentials set --merchant M --provider PROVIDER < secret.json
  npm run ops -- credentials check --merchant M --provider PROVIDER
  npm run ops -- credentials show --merchant M --provider PROVIDER
  npm run ops -- credentials rotate --merchant M --provider letpay
  npm run ops -- credentials rotate --merchant M --provider PROVIDER < secret.json

set     stores them. Where there are credentials already, the new ones are tested first, and replace them if they work.
check   tests the stored ones from the function that uses them.
show    names the fields that are stored and what is wrong with them, and shows subject, serial number, fingerprint and
        expiry of a client certificate. It shows no value of a secret field.
rotate  LetPay: makes a new key pair at LetPay, tests it, and replaces the present one, which stays valid until a person
        revokes it. Any other: change them at the provider first, and give the new ones here.

You need the policy of the output OperatorCredentialsPolicyArn. It permits to read and write the secrets of merchants, too, with
the key of the stack.

  --merchant M         the merchant
  --provider NAME      ${ids.join(' or ')}
  --file PATH          read the new ones from this file                 (default: standard input)
  --unchecked          store them without a test
${COMMON}`,
  dlq: `Handles dead-letter messages: commands of the bus that could not be carried out, and records of the ledger's stream
whose events could not be published.

  npm run ops -- dlq show [options]
  npm run ops -- dlq redrive [options]
  npm run ops -- dlq remove --queue QUEUE --message ID [options]

show    counts them, and shows of each why it is there and what it is about. It changes nothing.
redrive moves commands back to their queues. Each is sent before it is removed, so that an interruption leaves one twice and
        loses none. Messages that are not valid commands stay. Of the relay's queue, publishes the present state of each
        operation as a new event, and removes the message: first correct what kept the event from being published.
remove  deletes one message.

You need sqs:ReceiveMessage, ChangeMessageVisibility, GetQueueAttributes, SendMessage and DeleteMessage on the queues, and to
redrive the relay's the policies of the outputs OperatorReadPolicyArn and OperatorRecordPolicyArn.

  --queue QUEUE        commands or relay                                (default: both)
  --message ID         the id of the message, as "show" prints it
${COMMON}`,
  republish: `Publishes the present state of an operation on the bus again, as a new event with the next number of its payment.
Use it where an event was lost.

  npm run ops -- republish --operation REF [options]

${REF}
${COMMON}`,
  ...HELP_OF_STACK,
  export: `Exports the evidence of an operation: everything that the ledger keeps of it, with its trail (when, which requests
went to the provider, what came back, and the hash of each answer), what a person recorded, and the sha256 of it all. It
holds no credential and no token. Instants are ISO 8601.

  npm run ops -- export --operation REF [--out FILE]

Once the operation is final, the sha256 of the record is the same in every export. Keep it apart from the bundle. To check
a bundle: jq -cSj '{subject,record}' FILE | sha256sum

${REF}
  --out FILE           write it to this file, which must not exist yet, and print the hash
${COMMON}`,
  probe: `Finds out a provider's token model with two logins and four inquiries. It moves no money. The result is stored, and
decides how many requests at once may use a token.

  npm run ops -- probe PROVIDER --merchant M [options]

  --merchant M         whose account at the provider
${COMMON}`,
} as const;
