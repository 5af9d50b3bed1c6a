import { conversation, dm, happens, mention, slash } from '../../support/conversations.ts';
import { aSuccess, KIM, LEE, shopConfig } from '../../support/fake-jobs.ts';

const config = shopConfig(['user_events']);

conversation({
  name: 'language',
  about: 'somebody chooses their language, and the channel keeps its own',
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    slash(KIM, 'language'),
    slash(KIM, 'language ja'),
    slash(KIM, 'status users'),
    slash(KIM, 'pause users --until 18:00 --why index rebuild'),
    slash(LEE, 'language klingon'),
    slash(KIM, '言語 英語'),
    slash(KIM, 'status users'),
    slash(KIM, 'language auto'),
  ],
});

conversation({
  name: 'language-channel',
  about: 'a channel of another language: what all see is in it, what one person sees is in theirs',
  config: {
    ...config,
    slack: { ...config.slack, channels: { C0TOKYO: { language: 'ja' }, C0BERLIN: { language: 'en' } } },
  },
  before: ({ jobs }) => jobs.store(aSuccess()),
  turns: [
    slash(KIM, 'run users', { channel: 'C0TOKYO' }),
    slash(LEE, 'run users', { channel: 'C0TOKYO' }),
    happens('the run succeeds', ({ jobs }) => jobs.tell(aSuccess({ id: 12, by: KIM }))),
    slash(LEE, 'run users', { channel: 'C0BERLIN' }),
    mention(KIM, 'history users', { channel: 'C0TOKYO' }),
    dm(KIM, 'run purchases'),
  ],
});
