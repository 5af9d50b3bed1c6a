/** How does the script take pictures of local-slack's page? */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { LocalSlack } from '../../demo/local-slack.ts';
import type { Language } from '../../src/bot/language/index.ts';
import { chosenLabels, drawable } from './drawable.ts';

const SCREENS = fileURLToPath(new URL('../../docs/screens/', import.meta.url));

export type Camera = {
  /** The message `ts` of the channel that the page shows. */
  message(name: string, ts: string): Promise<void>;
  modal(name: string, view: object): Promise<void>;
  /** App Home, as `user` sees it. */
  home(name: string, view: object, user: string): Promise<void>;
  close(): Promise<void>;
};

/** Slack shows the whole of it, and a button beside its text; the time is that of the story. */
const STYLE = `
  .modal, .modal-body { max-height: none !important }
  .bk-section { display: grid; grid-template-columns: 1fr auto; gap: 4px 16px }
  .bk-section .bk-fields { grid-column: 1 / -1 }
  .msg-time { font-size: 0 !important }
  .msg-time::after { content: '09:00'; font-size: 12px }
  .home { padding: 16px 24px !important }
  .home-inner { padding: 16px 20px }`;

export type Stage = { readonly channel: string; readonly app: string; readonly language: Language };

/** Lets the script say to the page what Slack would: a modal is open, App Home was published. */
const LISTEN = `{
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args) { super(...args); window.say = (said) => this.onmessage({ data: JSON.stringify(said) }); }
  };
}`;

/** Opens the page in a headless Chromium: the one of the variable CHROMIUM, or /usr/bin/chromium. */
export async function openCamera(slack: LocalSlack, { channel, app, language }: Stage): Promise<Camera> {
  mkdirSync(SCREENS, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({
    viewport: { width: 1080, height: 2600 },
    timezoneId: 'Asia/Tokyo',
    locale: language === 'en' ? 'en-GB' : 'ja-JP',
  });
  await page.clock.setFixedTime(new Date('2026-11-20T09:00:00+09:00'));
  await page.addInitScript(LISTEN);
  await page.goto(slack.url);
  await page.waitForSelector('textarea.composer-input');
  await page.addStyleTag({ content: STYLE });
  await page.getByText(channel).first().click();
  const say = (said: object) => page.evaluate(`window.say(${JSON.stringify(said)})`);
  const path = (name: string) => `${SCREENS}${name}.png`;
  return {
    async message(name, ts) {
      const message = page.locator(`.msg[data-ts="${ts}"]`);
      await message.waitFor();
      await message.scrollIntoViewIfNeeded();
      await message.screenshot({ path: path(name), animations: 'disabled' });
    },
    async modal(name, view) {
      await say({ t: 'view', stack: [drawable(view)] });
      const modal = page.locator('.modal');
      await modal.waitFor();
      for (const label of chosenLabels(view)) await modal.getByText(label, { exact: false }).first().click();
      await modal.screenshot({ path: path(name), animations: 'disabled' });
      await say({ t: 'view', stack: [] });
    },
    async home(name, view, user) {
      await say({ t: 'home', user, appId: app, view: drawable(view) });
      const home = page.locator('.home-inner');
      if ((await home.count()) === 0) await page.locator('.sidebar').getByText('sync-bot').first().click();
      await say({ t: 'home', user, appId: app, view: drawable(view) });
      await home.screenshot({ path: path(name), animations: 'disabled' });
    },
    close: () => browser.close(),
  };
}
