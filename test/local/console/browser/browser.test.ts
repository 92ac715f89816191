import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { findBrowser, NO_BROWSER } from '../find-browser.ts';
import { startConsole } from '../running-console.ts';
import { findFaintTexts } from './find-faint-texts.ts';

const executablePath = findBrowser();

describe('the console in a browser', { skip: executablePath === undefined && NO_BROWSER }, () => {
  let url: string;
  let close: () => Promise<void>;
  let browser: Browser;
  let usual: Page;
  /** What the browser complained of: scripts, styles, refused or failed requests. */
  let complaints: string[];

  before(async () => {
    const isRoot = process.getuid?.() === 0;
    const args = isRoot ? ['--no-sandbox'] : [];
    [browser, { url, close }] = await Promise.all([
      chromium.launch({ ...(executablePath !== undefined && { executablePath }), args }),
      startConsole(),
    ]);
    usual = await newPage({ locale: 'en-US' });
  });
  after(() => Promise.all([browser?.close(), close?.()]));
  beforeEach(() => {
    complaints = [];
  });
  afterEach(() => assert.deepEqual(complaints, []));

  /** The console, loaded anew. Most tests share a window: one more costs nearly as much as another browser. */
  async function open(page = usual): Promise<Page> {
    await page.goto(url);
    await page.getByRole('main').waitFor();
    return page;
  }

  async function newPage(options: BrowserContextOptions): Promise<Page> {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(20_000);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
        complaints.push(`it asked for ${request.url()}`);
    });
    return page;
  }

  test('a cancel whose answer is lost is unknown, is resolved, and the timeline says why', async () => {
    const page = await open();
    const simulator = page.getByRole('group', { name: 'letpay' });
    await simulator.getByRole('button', { name: 'Make a payment' }).click();
    await simulator.getByRole('button', { name: 'Apply' }).click();
    await simulator.getByText('Waiting for its turn: Lose the next answer (cancel)').waitFor();

    const story = page.getByRole('region', { name: 'What happened' });
    await story.getByText('R$42.00 · at the provider: PRE_AUTHORIZED').waitFor();
    await story.getByRole('button', { name: 'Cancel', exact: true }).click();

    await story.getByRole('heading', { name: 'cancellation (void) unknown' }).waitFor();
    await story.getByText('What the storefront got: 202 unknown').waitFor();
    const lost = story.getByRole('listitem').filter({ hasText: 'Sent the request to the provider' });
    await lost.getByText(/^POST \/payment\/[-0-9a-f]+\/cancel$/).waitFor();
    await lost.getByText('no answer (lost after').waitFor();
    await lost.getByText('The outcome is unknown, which is not a failure').waitFor();
    assert.match(await page.getByRole('status').innerText(), /unknown/);

    await story.getByRole('button', { name: 'Repeat with the same key' }).click();

    await story.getByRole('heading', { name: 'cancellation (void) succeeded' }).waitFor();
    await story
      .getByText(
        /^Resolved: the outcome was unknown for .* One request was sent, and the money went back once\.$/,
      )
      .waitFor();
    await story
      .getByText('the provider calls it CANCELED · no answer to a request of ours says so')
      .waitFor();
    const read = story.getByRole('listitem').filter({ hasText: 'Read the payment at the provider' });
    await read.getByText('that is the proof').waitFor();
    await page.getByRole('region', { name: 'Events' }).getByText('PaymentCancellationSucceeded').waitFor();
    await page
      .getByRole('region', { name: 'Sessions' })
      .getByRole('row', { name: /loja-1 · letpay · 0/ })
      .waitFor();
  });

  test('a refund is drawn as a graph, with the state lit where it stands', async () => {
    const page = await open();
    const simulator = page.getByRole('group', { name: 'letpay' });
    await simulator.getByLabel('State').selectOption('PAID');
    await simulator.getByRole('button', { name: 'Make a payment' }).click();
    const story = page.getByRole('region', { name: 'What happened' });
    await story.getByText('at the provider: PAID').waitFor();
    await story.getByRole('button', { name: 'Refund' }).click();

    const flow = page.getByRole('region', { name: 'Refund flow' });
    await flow.getByRole('img', { name: /Current state: Money is back/ }).waitFor();
    assert.equal(
      await flow
        .locator('.node.current')
        .innerHTML()
        .then((html) => /Money is back/.test(html)),
      true,
    );
  });

  test('the tour shows it all by the keyboard alone, and the focus is always seen', async () => {
    const page = await open();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const outline = () =>
      page.evaluate(() => document.activeElement && getComputedStyle(document.activeElement).outlineStyle);
    const reach = async (text: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        assert.equal(await outline(), 'solid', `nothing shows the focus on "${await focused()}"`);
        if ((await focused()).includes(text)) return;
      }
      assert.fail(`Tab does not lead to "${text}"`);
    };

    await reach('Skip to the payments');
    await reach('Português');
    await reach('1. Lose an answer and cancel');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'cancellation (void) unknown' }).waitFor();
    await reach('2. Repeat with the same key');
    // The first repeat may come while something else inquires.
    await eventually(async () => {
      await page.keyboard.press('Enter');
      const heading = page.getByRole('heading', { name: 'cancellation (void) succeeded' });
      return heading.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    for (const action of [
      'Cancel',
      'Refund',
      'Run the sweeper now',
      '+1 min',
      '23:59:30',
      'Lose the next',
      'Expire all',
      'Make a payment',
    ])
      await reach(action);
  });

  test('the time of the stack is shown, and moved forward', async () => {
    const page = await open();
    const clock = page.getByRole('region', { name: 'Clock of the whole stack' });
    const shown = async () => Date.parse((await clock.locator('time').getAttribute('datetime')) ?? '');
    const before = await shown();

    await clock.getByRole('button', { name: '+1 day' }).click();
    await clock.getByText('It differs from the time of this machine.').waitFor();

    assert.ok((await shown()) >= before + 86_400_000);
  });

  test('every control has a name, and every part a landmark and a heading', async () => {
    const page = await open();
    for (const role of ['button', 'combobox', 'textbox'] as const)
      for (const control of await page.getByRole(role).all())
        assert.match(await control.ariaSnapshot(), new RegExp(`^- '?${role} "[^"]+"`));
    for (const role of ['banner', 'main'] as const) assert.equal(await page.getByRole(role).count(), 1);
    for (const region of await page.getByRole('region').all())
      assert.ok((await region.getByRole('heading').count()) > 0);
  });

  const APPEARANCES: readonly (readonly [BrowserContextOptions, language: string, title: string])[] = [
    [{ colorScheme: 'light', locale: 'en-US' }, 'en-GB', 'Payments'],
    [{ colorScheme: 'dark', locale: 'pt-BR' }, 'pt-BR', 'Pagamentos'],
  ];
  for (const [options, language, title] of APPEARANCES)
    test(`its words are readable: ${options.colorScheme}, ${options.locale}`, async () => {
      const page = await open(await newPage(options));
      await page.getByRole('heading', { name: title, exact: true }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), language);
      assert.deepEqual(await page.evaluate(findFaintTexts), []);
      const isTooWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      await page.setViewportSize({ width: 360, height: 800 });
      assert.equal(await isTooWide(), false, 'a telephone has to scroll sideways');
    });

  test('the other language is one button away, and is kept', async () => {
    const page = await open(await newPage({ locale: 'en-US' }));
    await page.getByRole('button', { name: 'Português' }).click();
    await page.getByRole('heading', { name: 'Pagamentos', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Pagamentos', exact: true }).waitFor();
  });
});
