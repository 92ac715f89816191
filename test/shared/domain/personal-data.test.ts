import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withoutPersonalData } from '../../../shared/domain/personal-data.ts';

const RED = '[redacted]';

describe('taken out of a text:', () => {
  const rows: readonly [name: string, text: string, safe: string][] = [
    ['a card number', 'card 4111111111111111 declined', `card ${RED} declined`],
    ['a card number in groups of spaces', 'card 5555 5555 5555 4444.', `card ${RED}.`],
    ['a card number in groups of hyphens', '3782-822463-10005', RED],
    ['one of 13 digits', 'pan=4222222222222', `pan=${RED}`],
    ['one of 19 digits', '6304000000000000000', RED],
    ['one with other digits after it', '4111 1111 1111 1111 2031', `${RED} 2031`],
    ['one with other digits before it', '2 98 4111 1111 1111 1111', `2 98 ${RED}`],
    ['one between letters', 'pan4111111111111111x', `pan${RED}x`],
    ['two card numbers', '4111111111111111,5555555555554444', `${RED},${RED}`],
    ['two card numbers that a space parts', '4111111111111111 5555555555554444', `${RED} ${RED}`],
    ['a CPF', 'CPF 529.982.247-25 inválido', `CPF ${RED} inválido`],
    ['a bare CPF', 'cpf:52998224725', `cpf:${RED}`],
    ['a CPF whose first check digit is 0', '123.456.789-09', RED],
    ['a CNPJ', 'CNPJ 11.222.333/0001-81', `CNPJ ${RED}`],
    ['a bare CNPJ', '11222333000181', RED],
    ['a CNPJ with letters', '12.ABC.345/01DE-35', RED],
    ['a bare CNPJ with letters', '12ABC34501DE35', RED],
    ['each of them', '52998224725/4111111111111111/11222333000181', `${RED}/${RED}/${RED}`],
  ];
  for (const [name, text, safe] of rows) {
    test(name, () => {
      assert.equal(withoutPersonalData(text), safe);
    });
  }
});

describe('left in a text:', () => {
  const rows: readonly [name: string, text: string][] = [
    ['a number that fails the Luhn formula', '4111111111111112'],
    ['fewer digits than a card number has', '411111111116'],
    ['more digits than a card number has', '41111111111111111111'],
    ['a part of a longer number', '4111111111111111000000000000'],
    ['zeros alone', '0000000000000000'],
    ['groups that two spaces part', '4111  1111  1111  1111'],
    ['a wrong CPF', '529.982.247-26'],
    ['a CPF of one digit', '111.111.111-11'],
    ['a CPF within a longer number', '529982247251'],
    ['a wrong CNPJ', '11.222.333/0001-82'],
    ['a CNPJ within a longer word', '11222333000181A'],
    ["SoPague's id of a payment", '000000000000000000000000000000000000000042'],
    ["LetPay's id of a payment", '8f048623-16c6-47da-aca1-546a16e8fb99'],
    ['an amount, a date, a code', 'R$ 1.035,00 on 2031-02-03 at 10:20:30, code 00.04.0010'],
    ['no text', ''],
  ];
  for (const [name, text] of rows) {
    test(name, () => {
      assert.equal(withoutPersonalData(text), text);
    });
  }
});

test('a long text of groups is read once', { timeout: 60_000 }, () => {
  const groups = '4 '.repeat(1_000_000);

  assert.equal(withoutPersonalData(`${groups}x`).endsWith('x'), true);
});
