import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import * as z from 'zod';
import { runOps } from '../../../../ops/run-ops.ts';
import { eventually } from '../../eventually.ts';
import { findBrowser, NO_BROWSER } from '../find-browser.ts';
import { startConsole } from '../running-console.ts';
import { findFaintTexts } from './find-faint-texts.ts';

const executablePath = findBrowser();

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const operationSchema = z.looseObject({ state: z.string(), links: z.looseObject({ self: z.string() }) });
const madeSchema = z.looseObject({ paymentId: z.string(), key: z.string() });

/** What the page shows to a person, over real HTTP, in a real browser. */
describe('the page says what happened', { skip: executablePath === undefined && NO_BROWSER }, () => {
  let url: string;
  let close: () => Promise<void>;
  let browser: Browser;
  let token: string;

  before(async () => {
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    [browser, { url, close }] = await Promise.all([
      chromium.launch({ ...(executablePath !== undefined && { executablePath }), args }),
      startConsole(),
    ]);
    const html = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    token = /name="console-token" content="([^"]+)"/.exec(html)?.[1] ?? '';
  });
  after(() => Promise.all([browser?.close(), close?.()]));

  async function open(options: BrowserContextOptions = { locale: 'en-US' }): Promise<Page> {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(30_000);
    await page.goto(url);
    await page.getByRole('main').waitFor();
    return page;
  }

  async function pull(control: object): Promise<unknown> {
    const response = await fetch(`${url}/console/controls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-estorno-console': token },
      body: JSON.stringify(control),
    });
    const answer: unknown = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }

  async function makePayment(provider: string, amount: number, status: string): Promise<string> {
    return madeSchema.parse(await pull({ provider, control: 'create_payment', amount, status })).paymentId;
  }

  async function call(path: string, key: string, body: object) {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  const refund = (provider: string, paymentId: string, key: string, body: object) =>
    call(`/v1/merchants/loja-1/${provider}/payments/${paymentId}/refunds`, key, body);

  async function ops(...args: readonly string[]): Promise<string> {
    const printed: string[] = [];
    const keep = (text: string) => void printed.push(text);
    const code = await runOps([...args, '--local', url], { print: keep, complain: keep });
    assert.equal(code, 0, printed.join('\n'));
    return printed.join('\n');
  }

  /** Chooses a payment by the beginning of its id. */
  async function choose(page: Page, paymentId: string): Promise<void> {
    await page
      .locator('button.payment')
      .filter({ hasText: paymentId.slice(0, 8) })
      .first()
      .click();
  }

  const PAGES = [
    { locale: 'en-US', title: 'What happened', part: 'partially refunded: R$40.00 of R$100.00' },
    {
      locale: 'pt-BR',
      title: 'O que aconteceu',
      part: 'estornado em parte: R$\u00a040,00 de R$\u00a0100,00',
    },
  ] as const;

  for (const { locale, title, part } of PAGES)
    test(`a refused request does not change the badge of a payment that was refunded in part (${locale})`, async () => {
      const paymentId = await makePayment('letpay', 10_000, 'PAID');
      await refund('letpay', paymentId, 'part', { amount: 4000 });
      await eventually(async () => {
        const { body } = await refund('letpay', paymentId, 'part', { amount: 4000 });
        return operationSchema.parse(body).state === 'succeeded';
      });
      const refused = await refund('letpay', paymentId, 'too-much', { amount: 9000 });
      assert.equal(refused.status, 422, JSON.stringify(refused.body));
      const page = await open({ locale });

      const line = page.locator('button.payment').filter({ hasText: paymentId.slice(0, 8) });
      await line.getByText(part, { exact: true }).waitFor();
      assert.equal(await line.locator('.badge.bad').count(), 0, 'its own status is not that of the refusal');
      await choose(page, paymentId);
      const story = page.getByRole('region', { name: title });
      await story.getByText(part, { exact: true }).waitFor();
      // The refusal is ours, after a read: nothing was sent for it.
      await story
        .getByText(/amount_exceeds_available/)
        .first()
        .waitFor();
      await page.close();
    });

  test('what a person recorded is shown as that, with who and what they saw', async () => {
    const paymentId = await makePayment('letpay', 4200, 'PAID');
    await pull({ provider: 'letpay', control: 'lose_request', of: 'refund' });
    const { body } = await refund('letpay', paymentId, 'lost', { amount: 4200 });
    const { links } = operationSchema.parse(body);
    const record = ['--outcome', 'succeeded', '--evidence', 'Receipt 4711 of the bank'];
    await ops('resolve', '--operation', links.self, ...record);
    const page = await open();
    await choose(page, paymentId);

    const story = page.getByRole('region', { name: 'What happened' });
    await story
      .getByText(/^arn:aws:iam::\d+:root recorded that the money is back; the provider did not confirm it/)
      .waitFor();
    await story.getByText(/^Recorded by arn:aws:iam::\d+:root/).waitFor();
    await story.getByText('Receipt 4711 of the bank').waitFor();
    await story.getByText('recorded by a person').waitFor();
    assert.equal(await story.getByText(/as the provider confirmed/).count(), 0);
    await page.close();
  });

  test('a refund that people have to file says so, with what to do and until when, everywhere', async () => {
    const paymentId = await makePayment('sopague', 4200, 'captured');
    const { status, body } = await refund('sopague', paymentId, 'by-hand', { strategy: 'refund_only' });
    assert.equal(status, 202, JSON.stringify(body));
    assert.partialDeepStrictEqual(body, {
      state: 'awaiting_approval',
      action: { kind: 'file_refund_request' },
    });
    assert.match(await ops('list'), /awaiting_approval/);
    const page = await open();
    await choose(page, paymentId);

    const story = page.getByRole('region', { name: 'What happened' });
    await story.getByText(/^A person has to file the request .* until \d/).waitFor();
    await page.close();
  });

  test('on a phone, choosing a payment shows what happened to it, and one touch leads back', async () => {
    const paymentId = await makePayment('letpay', 4300, 'PRE_AUTHORIZED');
    await makePayment('letpay', 4400, 'PRE_AUTHORIZED');
    const page = await open({ ...PHONE, locale: 'pt-BR' });
    const line = page.locator('button.payment').filter({ hasText: paymentId.slice(0, 8) });
    await line.tap();

    const heading = page.getByRole('heading', { name: 'O que aconteceu' });
    await eventually(() => isInView(page, 'story'));
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'story');
    await page.getByRole('region', { name: 'O que aconteceu' }).getByText(paymentId).waitFor();
    await heading.waitFor();
    await page.getByRole('link', { name: 'Voltar aos pagamentos' }).tap();
    await eventually(() => isInView(page, 'payments'));
    await page.close();
  });

  test('a payment is chosen by the keyboard, on a phone and on a desk', async () => {
    const paymentId = await makePayment('letpay', 4500, 'PRE_AUTHORIZED');
    for (const options of [{ locale: 'en-US' }, { ...PHONE, locale: 'en-US' }]) {
      const page = await open(options);
      await page
        .locator('button.payment')
        .filter({ hasText: paymentId.slice(0, 8) })
        .focus();
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: 'What happened' }).getByText(paymentId).waitFor();
      await page.keyboard.press('Tab');
      assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
      await page.close();
    }
  });

  const APPEARANCES: readonly BrowserContextOptions[] = [
    { locale: 'en-US', colorScheme: 'light' },
    { locale: 'pt-BR', colorScheme: 'dark' },
    { ...PHONE, locale: 'pt-BR', colorScheme: 'light' },
  ];
  for (const appearance of APPEARANCES)
    test(`every state, event and node is readable and in the language of the page (${JSON.stringify(appearance)})`, async () => {
      await pull({ provider: 'letpay', control: 'lose_answer', of: 'cancel' });
      const lost = await makePayment('letpay', 4600, 'PRE_AUTHORIZED');
      await call(`/v1/merchants/loja-1/letpay/payments/${lost}/cancellations`, 'lost', {});
      const page = await open(appearance);
      for (const payment of await page.locator('button.payment').all()) {
        await payment.click();
        assert.deepEqual(await page.evaluate(findFaintTexts), []);
        const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.equal(isTooWide, false, 'it has to be scrolled sideways');
      }
      if (appearance.locale === 'pt-BR') assert.deepEqual(await page.evaluate(findEnglish), []);
      await page.close();
    });
});

/** Whether an element begins within what the screen shows. */
function isInView(page: Page, id: string): Promise<boolean> {
  return page.evaluate((wanted) => {
    const top = document.getElementById(wanted)?.getBoundingClientRect().top ?? -1;
    return top >= -1 && top < innerHeight / 2;
  }, id);
}

/** Texts in English words of states, events and nodes. Runs in the page. Codes and JSON stay as they are. */
function findEnglish(): string[] {
  const words =
    /\b(accepted|sending|unknown|processing|awaiting|review|succeeded|failed|cancellation|refund|refunded|canceled|person|provider|waits?|command|running|withdrawn)\b/i;
  return [...document.querySelectorAll('body *:not(code):not(pre):not(option):not(script)')].flatMap(
    (element) => {
      const own = [...element.childNodes].filter(({ nodeType }) => nodeType === 3);
      const text = own.map(({ textContent }) => textContent ?? '').join(' ');
      return words.test(text.replace(/\([a-z_]+\)|no provedor: \w+|chama de \w+/g, '')) ? [text] : [];
    },
  );
}
