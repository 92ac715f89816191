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
    ['a CNPJ with letters in lower case', '12.abc.345/01de-35', RED],
    ['a CNPJ beside letters', 'CNPJ11222333000181A', `CNPJ${RED}A`],
    ['a card number with points', '4111.1111.1111.1111', RED],
    ['a card number with two spaces between groups', '4111  1111  1111  1111', RED],
    ['a card number with slashes', 'x 4111/1111/1111/1111 x', `x ${RED} x`],
    ['a card number with underscores', '4111_1111_1111_1111', RED],
    ['a card number whose every digit stands alone', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', RED],
    ['a card number with spaces that do not break', '4111\u00a01111\u00a01111\u00a01111', RED],
    ['a card number with dashes', '4111\u20131111\u20131111\u20131111', RED],
    ['a card number with percent-encoded spaces', 'pan=4111%201111%201111%201111&x=1', `pan=${RED}&x=1`],
    ['a card number with a plus for each space', 'pan=4111+1111+1111+1111&x=1', `pan=${RED}&x=1`],
    ['a card number behind a percent-encoded space', 'card%204111111111111111', `card%20${RED}`],
    ['a card number whose every digit is percent-encoded', `x${'%34'}${'%31'.repeat(15)}x`, `x${RED}x`],
    ['a card number in wide digits', '\uff14\uff11\uff11\uff11'.concat('\uff11'.repeat(12)), RED],
    [
      'a card number behind letters of two bytes',
      'cart\u00e3o 4111111111111111 n\u00e3o',
      `cart\u00e3o ${RED} n\u00e3o`,
    ],
    ['a card number as JSON writes it', '{"pan":4111111111111111,"n":1}', `{"pan":${RED},"n":1}`],
    ['a CPF with spaces', '529 982 247 25', RED],
    ['a CPF with percent-encoded points', 'cpf=529%2E982%2E247%2D25', `cpf=${RED}`],
    ['a CPF with a slash', '529.982.247/25', RED],
    ['a CPF in other groups', '52 99 82 24 72 5', RED],
    ['a CNPJ with a percent-encoded slash', '11.222.333%2F0001-81', RED],
    ['a CNPJ with spaces', '11 222 333 0001 81', RED],
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
    ['groups that four spaces part', '4111    1111    1111    1111'],
    ['percent-encoded letters', 'n%C3%A3o%20autorizado%21'],
    ['half of a percent', '100% 4111 de 2%'],
    ['a wrong CPF', '529.982.247-26'],
    ['a CPF of one digit', '111.111.111-11'],
    ['a CPF within a longer number', '529982247251'],
    ['a wrong CNPJ', '11.222.333/0001-82'],
    ['a CNPJ with letters within a longer word', '12ABC34501DE35A'],
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

describe('read strictly, since it is the name of something,', () => {
  const rows: readonly [name: string, text: string, safe: string][] = [
    ['a card number of a brand is taken out', 'order 4111 1111 1111 1111', `order ${RED}`],
    ['a CPF is taken out', 'CPF 529.982.247-25', `CPF ${RED}`],
    ['a number of no brand is left', '8012345678901234567', '8012345678901234567'],
    ['a number with a check digit by chance is left', 'order-1700000000005', 'order-1700000000005'],
  ];
  for (const [name, text, safe] of rows)
    test(name, () => assert.equal(withoutPersonalData(text, { strict: true }), safe));
});
