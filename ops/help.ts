import { PROVIDERS } from '../infra/providers.ts';

const ids = PROVIDERS.map(({ id }) => id);

const COMMON = `  --profile NAME       AWS profile                                      (the default one)
  --region REGION      AWS region                                       (that of the profile or the environment)
  --stack NAME         the CloudFormation stack                         (Estorno)
  --local [URL]        not AWS, but a running "npm start"               (http://127.0.0.1:8787)
  --json               print the answer as JSON
  --help               this text`;

const REF = `  --operation REF      the operation's link, as the API gives it: /v1/merchants/…/cancellations/op_…
                       or its id op_… alone, which is looked up among what is unfinished`;

/** By command; '' is the whole of it. */
export const HELP = {
  '': `What people do with Estorno's operations. The work is done by the provider's own function, under its role: an operator
needs lambda:InvokeFunction on it, and cloudformation:DescribeStacks to find it.

  npm run ops -- list                          what waits for a person, or all that is unfinished
  npm run ops -- show --operation REF          all that the ledger keeps of a payment
  npm run ops -- resolve --operation REF …     record what a person found out
  npm run ops -- refund attach --operation REF …
                                               say which request was filed at the provider for a refund
  npm run ops -- disable letpay …              send nothing more to a provider that could move money
  npm run ops -- enable letpay …               go on
  npm run ops -- switches                      what is switched off, since when, by whom and why
  npm run ops -- credentials set|check|rotate …
                                               a merchant's credentials at a provider
  npm run ops -- dlq show|redrive|remove …     what nothing more is tried with
  npm run ops -- tell --operation REF          tell on the bus once more how an operation stands
  npm run ops -- export --operation REF …      all evidence of an operation, with hashes
  npm run ops -- probe letpay --merchant M     find out how a provider's tokens live

${COMMON} ("list --help" and so on say more)

It ends with 0 when done, with 1 when it could not be done, and with 2 when it was asked wrongly.`,
  list: `Lists operations that are not final.

  npm run ops -- list [options]

  --provider NAME      ${ids.join(' or ')}                                (all)
  --state STATE        manual_review: waits for a person; open: whatever is not final (manual_review)
${COMMON}`,
  show: `Prints all that the ledger keeps of the payment that an operation is about, with instants in UTC. With --json they are
epoch milliseconds, as the ledger has them.

  npm run ops -- show --operation REF [options]

${REF}
${COMMON}`,
  resolve: `Records what a person found out at the provider about an operation, for good.

  npm run ops -- resolve --operation REF --outcome succeeded --evidence "Canceled in the dashboard, 14:02" --by ana

${REF}
  --outcome OUTCOME    succeeded: the money is back by this operation; failed: it is not, and will not be
  --evidence TEXT      what shows it, in at least 10 characters; it is kept with the operation
  --by NAME            who found it out
${COMMON}`,
  refund: `Says which request was filed at the provider for a refund that is awaiting_approval. From then on the refund
follows what becomes of that request. The request is looked up first: it must be open, and about the same amount.

  npm run ops -- refund attach --operation REF --request-id ID [options]

${REF}
  --request-id ID      the provider's own id of the request
${COMMON}`,
  disable: `Switches a provider off, for all merchants or for one. Within a minute nothing leaves any more that could move
money, whatever triggers it: new commands are refused with provider_disabled or go back to their queue, and what was
not sent waits. What was sent is still read, so that doubts are settled. Nothing fails by it.

  npm run ops -- disable PROVIDER --reason "They answer 500 to everything" --by ana [options]

  --merchant M         for this merchant only                           (all)
  --reason TEXT        why; it is kept with the switch, and callers are not told
  --by NAME            who turns it
${COMMON}`,
  enable: `Switches a provider on again. What waited is sent within about five minutes. A merchant that was switched off
by itself stays off until it is switched on by itself.

  npm run ops -- enable PROVIDER --reason "Mended, says their status page" --by ana [options]

  --merchant M         for this merchant only                           (what was switched off for all)
  --reason TEXT        why
  --by NAME            who turns it
${COMMON}`,
  switches: `Shows what is switched off, and who turned which switch lately.

  npm run ops -- switches [options]

  --provider NAME      ${ids.join(' or ')}                                (all)
${COMMON}`,
  credentials: `Stores a merchant's credentials in Secrets Manager as estorno/M/PROVIDER, tries them, or changes them. They are
read from standard input or a file, as a JSON object, checked before anything is written, and never shown.

  npm run ops -- credentials set --merchant M --provider PROVIDER < secret.json
  npm run ops -- credentials check --merchant M --provider PROVIDER
  npm run ops -- credentials rotate --merchant M --provider letpay
  npm run ops -- credentials rotate --merchant M --provider sopague < secret.json

set     stores them. Where there are some, the new ones are tried first, and take their place when they work.
check   logs in with what is stored, from where the real requests are made.
rotate  LetPay: has LetPay make a new key pair, tries it, and puts it in the place of the present one, which lives on until
        people revoke it. SoPague: people change the password there, and give the new one here.

Besides lambda:InvokeFunction it needs secretsmanager:GetSecretValue, CreateSecret, PutSecretValue and
UpdateSecretVersionStage on the secret; and on a key of its own kms:Decrypt and kms:GenerateDataKey.

  --merchant M         whose account
  --provider NAME      ${ids.join(' or ')}
  --file PATH          the new ones, in place of standard input
  --unchecked          store them though they could not be tried
${COMMON}`,
  dlq: `Looks after dead letters: commands of the bus that could not be carried out, and news of the ledger that could not
be told.

  npm run ops -- dlq show [options]
  npm run ops -- dlq redrive [options]
  npm run ops -- dlq remove --queue QUEUE --message ID [options]

show    how many there are, and of each why it is there, and what it is about. Nothing is taken away.
redrive puts commands back into their queues: each is sent first and removed then, so that an interruption leaves one twice
        and never none. What was set aside as no command at all stays.
remove  takes one letter out, for good.

It needs sqs:ReceiveMessage, ChangeMessageVisibility, GetQueueAttributes, SendMessage and DeleteMessage on the queues.

  --queue QUEUE        commands or relay                                (both)
  --message ID         which letter, as "show" names it
${COMMON}`,
  tell: `Tells on the bus once more how an operation stands, as a new event with the next number of its payment: where an event
of it was lost on its way.

  npm run ops -- tell --operation REF [options]

${REF}
${COMMON}`,
  export: `Prints all evidence of an operation: what the ledger keeps of it, with every step of its trail (when, what was asked of
the provider, what it answered, and the hash of that answer), what a person recorded, and the sha256 of it all. It holds no
credential and no token. Instants are ISO 8601 (format estorno-evidence/2; in /1 they were epoch milliseconds).

  npm run ops -- export --operation REF [--out FILE]

The sha256 of the record is the same whenever it is exported, once the operation is final. Keep it apart from the
bundle. To check a bundle: jq -cSj '{subject,record}' FILE | sha256sum

${REF}
  --out FILE           writes it there, where no file may be yet, and prints the hash
${COMMON}`,
  probe: `Finds out how a provider's tokens live, by logging in twice and reading four times. It moves no money, and sessions
go by what it finds.

  npm run ops -- probe PROVIDER --merchant M [options]

  --merchant M         whose account at the provider
${COMMON}`,
} as const;
