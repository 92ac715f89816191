import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The part of DynamoDB's expression language that the stores use; anything else is refused by name. */
export type Item = Readonly<Record<string, AttributeValue>>;

export type Context = {
  readonly item: Item | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
};

type Condition = (context: Context) => boolean;
type Operand = (context: Context) => AttributeValue | undefined;
export type Update = (context: Context) => Item;

const conditions = new Map<string, Condition>();
const updates = new Map<string, Update>();

/** Whether a condition holds for the item. A comparison with what is absent, or of another type, is false. */
export function holds(expression: string | undefined, context: Context): boolean {
  if (expression === undefined) return true;
  const known = conditions.get(expression) ?? parseCondition(tokensOf(expression));
  conditions.set(expression, known);
  return known(context);
}

/** The item after an update expression. */
export function applied(expression: string, context: Context): Item {
  const known = updates.get(expression) ?? parseUpdate(tokensOf(expression));
  updates.set(expression, known);
  return known(context);
}

type Tokens = { peek(): string; take(): string; expect(token: string): void };

function tokensOf(expression: string): Tokens {
  const list = expression.match(/[()+,-]|<=|>=|<>|[=<>]|[#:]?\w+/g) ?? [];
  let at = 0;
  const take = () => list[at++] ?? '';
  return {
    peek: () => list[at] ?? '',
    take,
    expect(token) {
      const found = take();
      if (found !== token) throw new Error(`expected ${token}, found "${found}" in ${expression}`);
    },
  };
}

function parseCondition(tokens: Tokens): Condition {
  const first = parseConjunction(tokens);
  if (tokens.peek() !== 'OR') return first;
  tokens.take();
  const rest = parseCondition(tokens);
  return (context) => first(context) || rest(context);
}

function parseConjunction(tokens: Tokens): Condition {
  const first = parseTerm(tokens);
  if (tokens.peek() !== 'AND') return first;
  tokens.take();
  const rest = parseConjunction(tokens);
  return (context) => first(context) && rest(context);
}

function parseTerm(tokens: Tokens): Condition {
  if (tokens.peek() === '(') {
    tokens.take();
    const inner = parseCondition(tokens);
    tokens.expect(')');
    return inner;
  }
  if (tokens.peek() === 'NOT') {
    tokens.take();
    const inner = parseTerm(tokens);
    return (context) => !inner(context);
  }
  if (tokens.peek() === 'attribute_not_exists' || tokens.peek() === 'attribute_type')
    return parseFunction(tokens);
  const left = parseOperand(tokens);
  const comparator = tokens.take();
  const right = parseOperand(tokens);
  return (context) => compare(left(context), comparator, right(context));
}

function parseFunction(tokens: Tokens): Condition {
  const name = tokens.take();
  tokens.expect('(');
  const operand = parseOperand(tokens);
  if (name === 'attribute_not_exists') {
    tokens.expect(')');
    return (context) => operand(context) === undefined;
  }
  tokens.expect(',');
  const type = parseOperand(tokens);
  tokens.expect(')');
  return (context) => Object.keys(operand(context) ?? {})[0] === type(context)?.S;
}

function compare(
  left: AttributeValue | undefined,
  comparator: string,
  right: AttributeValue | undefined,
): boolean {
  const [a, b] = [comparable(left), comparable(right)];
  if (a === undefined || b === undefined || typeof a !== typeof b) return false;
  switch (comparator) {
    case '=':
      return a === b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      throw new Error(`the simulated DynamoDB does not know the comparator ${comparator}`);
  }
}

function comparable(value: AttributeValue | undefined): string | number | undefined {
  return value?.N === undefined ? value?.S : Number(value.N);
}

function parseOperand(tokens: Tokens): Operand {
  const token = tokens.take();
  if (token.startsWith(':')) return ({ values }) => values[token];
  if (token !== 'if_not_exists') return ({ item, names }) => item?.[names[token] ?? token];
  tokens.expect('(');
  const path = parseOperand(tokens);
  tokens.expect(',');
  const other = parseOperand(tokens);
  tokens.expect(')');
  return (context) => path(context) ?? other(context);
}

function parseUpdate(tokens: Tokens): Update {
  const sets: { readonly name: string; readonly value: Operand }[] = [];
  const removes: string[] = [];
  let clause = tokens.take();
  for (;;) {
    if (clause === 'SET') {
      const name = tokens.take();
      tokens.expect('=');
      sets.push({ name, value: parseSum(tokens) });
    } else if (clause === 'REMOVE') removes.push(tokens.take());
    else throw new Error(`the simulated DynamoDB does not know the clause ${clause}`);
    const follows = tokens.take();
    if (follows === '') return toUpdate(sets, removes);
    if (follows !== ',') clause = follows;
  }
}

function toUpdate(sets: readonly { name: string; value: Operand }[], removes: readonly string[]): Update {
  return (context) => {
    const after: Record<string, AttributeValue> = { ...context.item };
    for (const { name, value } of sets) {
      const result = value(context);
      if (result === undefined) throw new Error(`the update sets ${name} to what is not there`);
      after[context.names[name] ?? name] = result;
    }
    for (const name of removes) delete after[context.names[name] ?? name];
    return after;
  };
}

function parseSum(tokens: Tokens): Operand {
  const first = parseOperand(tokens);
  if (tokens.peek() !== '+') return first;
  tokens.take();
  const second = parseOperand(tokens);
  return (context) => {
    const [a, b] = [first(context)?.N, second(context)?.N];
    if (a === undefined || b === undefined) throw validationException();
    return { N: String(Number(a) + Number(b)) };
  };
}

/** What DynamoDB answers when an item does not have the types that an update counts on. */
function validationException(): Error {
  const error = new Error('An operand in the update expression has an incorrect data type');
  return Object.assign(error, { name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
}
