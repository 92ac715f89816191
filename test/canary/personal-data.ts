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
  'an e-mail address': 'pessoa.de.teste@canario.example.com',
  'a phone as a Pix key': '+5511912345678',
  'a phone with an area code': '(61) 93456-7890',
} as const;

/** What a provider shows of a payer in fields of its own, as Pix and Mercado Pago name them. In free text nothing shows what they are. */
export const PAYER = {
  'a name': 'Canario Pagador de Teste',
  'a Pix key': '5fe2b5c1-4d4e-4c8e-9a57-canario00001',
  'a street': 'Rua dos Canarios de Teste',
  'the last digits of a card': 'canario-4242',
  'words of the payer': 'Obrigado pelo canario amarelo',
} as const;

const PERSON = {
  nome: PAYER['a name'],
  cpf: PERSONAL_DATA['a CPF'],
  cnpj: PERSONAL_DATA['a CNPJ'],
  email: PERSONAL_DATA['an e-mail address'],
  telefone: PERSONAL_DATA['a phone as a Pix key'],
  logradouro: PAYER['a street'],
};

/** Members of an answer about a charge, a Pix, a payment or an order that say who paid. */
export const PAYER_FIELDS = {
  devedor: PERSON,
  recebedor: PERSON,
  pagador: PERSON,
  chave: PAYER['a Pix key'],
  solicitacaoPagador: PAYER['words of the payer'],
  infoPagador: PAYER['words of the payer'],
  infoAdicionais: [{ nome: PAYER['a name'], valor: PERSONAL_DATA['a CPF with points'] }],
  payer: {
    first_name: PAYER['a name'],
    email: PERSONAL_DATA['an e-mail address'],
    phone: { area_code: '61', number: PERSONAL_DATA['a phone with an area code'] },
    identification: { type: 'CPF', number: PERSONAL_DATA['a CPF'] },
    address: { street_name: PAYER['a street'] },
  },
  card: {
    first_six_digits: '411111',
    last_four_digits: PAYER['the last digits of a card'],
    cardholder: { name: PAYER['a name'], identification: { number: PERSONAL_DATA['a CPF'] } },
  },
  description: PAYER['words of the payer'],
  statement_descriptor: PAYER['a name'],
  additional_info: {
    payer: { first_name: PAYER['a name'] },
    items: [{ title: PAYER['words of the payer'] }],
  },
  metadata: { customer: PERSONAL_DATA['an e-mail address'], pix_key: PAYER['a Pix key'] },
  point_of_interaction: { transaction_data: { qr_code: PAYER['a Pix key'] } },
} as const;
