/**
 * Every scope that is used here.
 *
 * @source https://github.com/bacen/pix-api, `openapi.yaml` 2.9.0 (read 2026-09-24)
 */
export const SCOPES = ['cob.read', 'cob.write', 'cobv.read', 'cobv.write', 'pix.read', 'pix.write'] as const;

export type Scope = (typeof SCOPES)[number];

/** The addresses of one bank: bases without a slash at the end. */
export type PspHosts = {
  readonly api: string;
  /** Where charges without a due date (`cob`) are read, if not there. */
  readonly query?: string;
  /** Where charges are changed, if not there. */
  readonly update?: string;
  /** The whole address that gives out tokens. */
  readonly token: string;
};

/** What differs from bank to bank, as data. Whatever no page says of a bank is as the standard has it. */
export type Psp = {
  readonly hosts: Readonly<Partial<Record<'sandbox' | 'production', PspHosts>>>;
  /** How the client shows itself at a login: by Basic, or by fields of the form. */
  readonly login: 'basic_json' | 'basic_form' | 'form';
  /** The login names the scopes that it requests. @default false */
  readonly asksForScope?: true;
  /** Scopes that this bank requires in place of the standard's. */
  readonly otherScopes?: Readonly<Partial<Record<Scope, Scope>>>;
  /** Fields of the secret that this bank cannot do without. */
  readonly needs: readonly ('clientSecret' | 'developerKey' | 'baseUrl' | 'tokenUrl')[];
  /** What goes on every request beside the token, where the secret has it. */
  readonly extra?: readonly {
    readonly in: 'query' | 'header';
    readonly name: string;
    /** `newId`: a UUID of the request's own. */
    readonly of: 'developerKey' | 'clientId' | 'accountNumber' | 'newId';
  }[];
};

export const PSP_IDS = [
  'efi',
  'bb',
  'itau',
  'santander',
  'sicoob',
  'inter',
  'bradesco',
  'sicredi',
  'custom',
] as const;

export type PspId = (typeof PSP_IDS)[number];

const SECRET = ['clientSecret'] as const;

/**
 * Only Efí's pages are public and whole. Of the others hosts and logins are known by clients of third parties where nothing
 * else is stated, and their errors are not known: those are read as the standard has them, and any other is unlisted.
 */
export const PSPS: Readonly<Record<PspId, Psp>> = {
  /** @source https://dev.efipay.com.br/docs/api-pix/credenciais/ */
  efi: {
    hosts: {
      production: toHosts('https://pix.api.efipay.com.br', '/v2', '/oauth/token'),
      sandbox: toHosts('https://pix-h.api.efipay.com.br', '/v2', '/oauth/token'),
    },
    login: 'basic_json',
    needs: SECRET,
  },
  /**
   * The hosts of the tokens are in the bank's own file, the rest in clients of third parties.
   * @source https://github.com/imobanco/bb-wrapper, `docs/pix/swagger pix.json` and its code
   */
  bb: {
    hosts: {
      production: toBb(''),
      sandbox: toBb('.hm'),
    },
    login: 'basic_form',
    asksForScope: true,
    needs: ['clientSecret', 'developerKey'],
    extra: [{ in: 'query', name: 'gw-dev-app-key', of: 'developerKey' }],
  },
  /**
   * Its sandbox logs in another way, and is not known well enough. That the correlation id is a UUID is what clients send.
   * @source https://github.com/leonardolermen/payment-gateway, `docs/providers/itau`
   */
  itau: {
    hosts: {
      production: {
        api: 'https://pix-pj.api.itau.com/regulatorio-pix/v2',
        token: 'https://sts.itau.com.br/as/token.oauth2',
      },
    },
    login: 'form',
    otherScopes: { 'cob.read': 'pix.read' },
    needs: ['clientSecret', 'developerKey'],
    extra: [
      { in: 'header', name: 'x-itau-apikey', of: 'developerKey' },
      { in: 'header', name: 'x-itau-correlationID', of: 'newId' },
    ],
  },
  /**
   * `PATCH` goes to another version than everything else. That the same holds of its sandbox is our reading.
   * @source https://github.com/frones/ACBr, `Fontes/ACBrPIXCD`
   */
  santander: {
    hosts: {
      production: toSantander('https://trust-pix.santander.com.br'),
      sandbox: toSantander('https://trust-pix-h.santander.com.br'),
    },
    login: 'form',
    needs: SECRET,
  },
  /**
   * Its client has no secret; its sandbox has a fixed token and no login.
   * @source https://github.com/laddertech/pypix-api
   */
  sicoob: {
    hosts: {
      production: {
        api: 'https://api.sicoob.com.br/pix/api/v2',
        token: 'https://auth.sicoob.com.br/auth/realms/cooperado/protocol/openid-connect/token',
      },
    },
    login: 'form',
    asksForScope: true,
    needs: [],
    extra: [{ in: 'header', name: 'client_id', of: 'clientId' }],
  },
  /**
   * A client with several accounts has to name one.
   * @source https://github.com/inter-co/pj-sdk-java
   */
  inter: {
    hosts: {
      production: toHosts('https://cdpj.partners.bancointer.com.br', '/pix/v2', '/oauth/v2/token'),
      sandbox: toHosts('https://cdpj-sandbox.partners.uatinter.co', '/pix/v2', '/oauth/v2/token'),
    },
    login: 'form',
    asksForScope: true,
    needs: SECRET,
    extra: [{ in: 'header', name: 'x-conta-corrente', of: 'accountNumber' }],
  },
  /**
   * Newer clients use other addresses: `baseUrl` and `tokenUrl` of the secret name them.
   * @source https://github.com/frones/ACBr, `Fontes/ACBrPIXCD`
   */
  bradesco: {
    hosts: {
      production: toHosts('https://qrpix.bradesco.com.br', '/v2', '/oauth/token'),
      sandbox: toHosts('https://qrpix-h.bradesco.com.br', '/v2', '/oauth/token'),
    },
    login: 'basic_form',
    needs: SECRET,
  },
  /**
   * Reads `cob` by another version than the rest, `cobv` among it. That the scopes are named at the login is our reading: a client that names
   * too few gets a token for those. The version of its test address is not known: the secret has to name it.
   * @source https://github.com/Setup-Automatizado/sicredi-sdk
   */
  sicredi: {
    hosts: {
      production: {
        ...toHosts('https://api-pix.sicredi.com.br', '/api/v2', '/oauth/token'),
        query: 'https://api-pix.sicredi.com.br/api/v3',
      },
    },
    login: 'basic_form',
    asksForScope: true,
    needs: SECRET,
  },
  /** Any other bank, as the standard has it. The form of its login is our guess: Basic with a form, as in RFC 6749. */
  custom: { hosts: {}, login: 'basic_form', needs: [...SECRET, 'baseUrl', 'tokenUrl'] },
};

function toHosts(host: string, api: string, token: string): PspHosts {
  return { api: `${host}${api}`, token: `${host}${token}` };
}

function toBb(stage: '' | '.hm'): PspHosts {
  return {
    api: `https://api-pix${stage}.bb.com.br/pix/v2`,
    token: `https://oauth${stage}.bb.com.br/oauth/token`,
  };
}

function toSantander(host: string): PspHosts {
  const hosts = toHosts(host, '/api/v1', '/oauth/token?grant_type=client_credentials');
  return { ...hosts, update: `${host}/api/v2` };
}
