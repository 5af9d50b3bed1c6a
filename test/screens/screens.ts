/** `npm run screens`: takes the pictures of docs/screens anew, of messages as the bot prints them, in local-slack's page. */
import { startLocalSlack } from '../../demo/local-slack.ts';
import { BOT } from '../../demo/slack-control.ts';
import { toBlocks } from '../../src/bot/blocks.ts';
import { LANGUAGES, type Language } from '../../src/bot/language/index.ts';
import { toHome, toModal } from '../../src/bot/surface-blocks.ts';
import { homeView } from '../../src/bot/views/home.ts';
import { openCamera } from './page.ts';
import { FORMS, HOME, MESSAGES } from './scenes.ts';

const CHANNEL = { id: 'C0DATASYNCS', name: 'data-syncs', topic: 'What moves into the warehouse' } as const;
const PEOPLE = [
  { id: 'U0KIM', name: 'kim', realName: 'Kim', tz: 'Asia/Tokyo' },
  { id: 'U0LEE', name: 'lee', realName: 'Lee', tz: 'Asia/Tokyo' },
  { id: 'U0OWNER', name: 'mori', realName: 'Mori', tz: 'Asia/Tokyo' },
] as const;

const slack = await startLocalSlack({ workspace: 'Demo Shop', users: PEOPLE, channels: [CHANNEL] });

async function call(method: string, body: object): Promise<{ readonly ts?: string; readonly ok: boolean }> {
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.botToken}` },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { readonly ts?: string; readonly ok: boolean; readonly error?: string };
  if (!answer.ok) throw new Error(`${method}: ${answer.error}`);
  return answer;
}

try {
  for (const language of LANGUAGES) {
    const suffix = language === 'en' ? '' : `.${language}`;
    const wanted = <T extends { readonly languages: readonly Language[] }>(scenes: readonly T[]) =>
      scenes.filter(({ languages }) => languages.includes(language));
    const camera = await openCamera(slack, { channel: CHANNEL.name, app: BOT.appId, language });
    for (const { name, message } of wanted(MESSAGES)) {
      const { ts } = await call('chat.postMessage', { channel: CHANNEL.id, ...toBlocks(message, language) });
      await camera.message(name + suffix, ts!);
    }
    for (const { name, modal } of wanted(FORMS)) await camera.modal(name + suffix, toModal(modal, language));
    for (const { facts } of wanted([HOME]))
      await camera.home(`home${suffix}`, toHome(homeView(facts), language), PEOPLE[0].id);
    await camera.close();
  }
} finally {
  await slack.stop();
}
