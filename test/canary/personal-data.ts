/**
 * What a provider may repeat of a payer: numbers whose check digits are right, in the ways in which people write them. None
 * is anybody's.
 *
 * @source ISO/IEC 7812-1, for the card numbers, which are those of test cards
 */
export const PERSONAL_DATA = {
  'a card number': '4111111111111111',
  'a card number with spaces': '5555 5555 5555 4444',
  'a card number with hyphens': '3782-822463-10005',
  'a CPF': '52998224725',
  'a CPF with points': '111.444.777-35',
  'a CNPJ': '11222333000181',
  'a CNPJ with points': '11.444.777/0001-61',
  'a card number with points': '4000.0566.5566.5556',
  'a card number with two spaces between groups': '5200  8282  8282  8210',
  'a card number with a plus for each space': '4242+4242+4242+4242',
  'a card number percent-encoded': '6011%201111%201111%201117',
  'a CPF with spaces': '390 533 447 05',
  'a CPF percent-encoded': '935%2E411%2E347%2D80',
} as const;
