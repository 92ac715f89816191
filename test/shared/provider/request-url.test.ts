import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Endpoints, HostName } from '../../../shared/ports/exchange.ts';
import { toUrl } from '../../../shared/provider/request-url.ts';

describe('a path is sent as it was built, or not at all:', () => {
  const rows: readonly { base: string; path: string; url?: string }[] = [
    { base: 'https://a.test', path: '/payment/1/cancel', url: 'https://a.test/payment/1/cancel' },
    { base: 'https://a.test/', path: '/payment/1', url: 'https://a.test/payment/1' },
    { base: 'https://a.test/gateway', path: '/v1/x', url: 'https://a.test/gateway/v1/x' },
    { base: 'https://a.test/gateway/', path: '/v1/x', url: 'https://a.test/gateway/v1/x' },
    { base: 'http://a.test:8080', path: '/v1/x', url: 'http://a.test:8080/v1/x' },
    { base: 'https://a.test', path: '/payment/a%20b', url: 'https://a.test/payment/a%20b' },
    { base: 'https://a.test', path: '/payment/../cancel' },
    { base: 'https://a.test', path: '/payment/./cancel' },
    { base: 'https://a.test', path: '/payment/%2e%2e/cancel' },
    { base: 'https://a.test', path: '/payment/.%2E/cancel' },
    { base: 'https://a.test', path: '/payment/..' },
    { base: 'https://a.test/gateway', path: '/..' },
    { base: 'https://a.test', path: '/payment/1#/cancel' },
    { base: 'https://a.test', path: '/payment/1#' },
    { base: 'https://a.test', path: '/payment/1?amount=2' },
    { base: 'https://a.test', path: '/payment/1?' },
    { base: 'https://a.test', path: '/payment/a b/cancel' },
    { base: 'https://a.test', path: '/payment/1\\..\\2' },
    { base: 'https://a.test', path: '/payment/1\n/cancel' },
    { base: 'https://a.test', path: '/payment/ção' },
    { base: 'https://a.test', path: 'payment/1' },
    { base: 'https://a.test', path: '@b.test/payment/1' },
    { base: 'https://a.test', path: '.b.test/payment/1' },
    { base: 'https://a.test', path: ':81/payment/1' },
  ];
  for (const { base, path, url } of rows) {
    test(`${base} and ${JSON.stringify(path)}`, () => {
      if (url) assert.equal(toUrl({ api: base }, { path }).href, url);
      else assert.throws(() => toUrl({ api: base }, { path }));
    });
  }
});

describe('a query says what it was given, whatever stands in it:', () => {
  const rows: readonly { query: Readonly<Record<string, string>>; search: string }[] = [
    { query: {}, search: '' },
    { query: { id: '1' }, search: '?id=1' },
    { query: { inicio: '2031-02-03T00:00:00-03:00' }, search: '?inicio=2031-02-03T00%3A00%3A00-03%3A00' },
    { query: { a: '1', 'b[]': '2' }, search: '?a=1&b%5B%5D=2' },
    { query: { q: "it's a b+c&d=e#f?/ção" }, search: '?q=it%27s%20a%20b%2Bc%26d%3De%23f%3F%2F%C3%A7%C3%A3o' },
    { query: { q: '' }, search: '?q=' },
  ];
  for (const { query, search } of rows) {
    test(JSON.stringify(query), () => {
      const url = toUrl({ api: 'https://a.test/v1' }, { path: '/list', query });

      assert.equal(url.href, `https://a.test/v1/list${search}`);
      assert.deepEqual(Object.fromEntries(url.searchParams), query);
    });
  }
});

describe('a request goes to the host that it names, where the provider has it:', () => {
  const ONE: Endpoints = { api: 'https://api.test' };
  const THREE: Endpoints = {
    api: 'https://api.test',
    query: 'https://query.test',
    auth: 'https://auth.test',
  };
  const rows: readonly [host: HostName | undefined, endpoints: Endpoints, origin: string][] = [
    [undefined, ONE, 'https://api.test'],
    ['api', ONE, 'https://api.test'],
    ['query', ONE, 'https://api.test'],
    ['auth', ONE, 'https://api.test'],
    [undefined, THREE, 'https://api.test'],
    ['query', THREE, 'https://query.test'],
    ['auth', THREE, 'https://auth.test'],
  ];
  for (const [host, endpoints, origin] of rows) {
    test(`${host ?? 'none'} of ${Object.keys(endpoints).length}`, () => {
      assert.equal(toUrl(endpoints, { path: '/x', ...(host && { host }) }).origin, origin);
    });
  }
});
