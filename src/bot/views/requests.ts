import type { Request } from '../../jobs/index.ts';
import { code, command, type Message, message, say, text, time, type When, wordsOf } from '../message.ts';
import { asker } from './facts.ts';
import { buttons, dangerParts, LAPSED, outcomeParts } from './permits.ts';

/** Why a request cannot be approved, or denied, by this person now. */
export type NotDecided = 'unknown' | 'own' | 'over' | 'config' | 'role' | 'terminal' | 'doubt';

export function notDecidedMessage(id: number | string, why: NotDecided, request: Request | null, when: When): Message {
  const parts = request === null ? [] : outcomeParts(request, when);
  const rest = { context: [say`All that wait: ${command('requests')}`] };
  switch (why) {
    case 'unknown':
      return message('warning', say`There is no request ${id}`, rest);
    case 'own':
      return message('warning', 'Nobody approves what they asked for themselves', {
        parts: [text(say`Request ${id} is yours: it takes another person.`)],
        context: [say`Take it back: ${command(`deny ${id}`)} · all that wait: ${command('requests')}`],
      });
    case 'over':
      return message('neutral', say`Request ${id} waits no more`, { parts, ...rest });
    case 'config':
      return message('warning', say`Request ${id} is not what it was`, { parts: [text(LAPSED.config)], ...rest });
    case 'role':
      return message('warning', say`Request ${id} has nobody left to do it for`, {
        parts: [text(LAPSED.role)],
        ...rest,
      });
    case 'doubt':
      return message('warning', say`Not now: Slack does not answer who asked for request ${id}`, {
        parts: [text(say`Whether they still may is not known. The request waits on; try again in a minute.`)],
        ...rest,
      });
    case 'terminal':
      return message('warning', say`Request ${id} is approved in Slack`, {
        parts: [text(say`Only there it is known whether who asked still may. From here you can do the same yourself.`)],
        context: [
          request === null
            ? say`All that wait: ${command('requests')}`
            : say`In your own name: ${command(request.line)}`,
        ],
      });
  }
}

/** What an approval came to, for everybody to see. */
export const approvedMessage = (request: Request, what: Message): Message => ({
  ...what,
  title: say`Request ${request.id} approved: ${wordsOf(what.title)}`,
  parts: [text(say`For ${asker(request.by)}: ${code(request.line)}`), ...what.parts],
});

export const deniedRequestMessage = ({ id, line, by, decided }: Request): Message =>
  message('neutral', say`Request ${id} is denied`, {
    parts: [
      text(
        decided?.why == null
          ? say`${asker(by)} asked for ${code(line)}; nothing is started.`
          : say`${asker(by)} asked for ${code(line)}; nothing is started: ${decided.why}`,
      ),
    ],
    context: [say`All that wait: ${command('requests')}`],
  });

/** Those that wait, the oldest first. */
export function requestsMessage(requests: readonly Request[], when: When): Message {
  if (requests.length === 0) {
    return message('success', 'No request waits for approval', {
      context: [say`What was asked for and decided: ${command('audit')}`],
    });
  }
  return message(
    'warning',
    requests.length === 1 ? '1 request waits for approval' : say`${requests.length} requests wait for approval`,
    {
      parts: requests
        .slice(0, 15)
        .flatMap((request) => [
          text(
            say`${request.id}: ${asker(request.by)} asks for ${code(request.line)}, until ${time(request.expiresAt, when)}`,
          ),
          ...dangerParts(request.why.slice(0, 2)),
        ]),
      context: [
        say`Decide: ${command(`approve ${requests[0]!.id}`)} or ${command(`deny ${requests[0]!.id} --why REASON`)}`,
      ],
      actions: requests.slice(0, 5).flatMap((request) =>
        buttons(request).map((button) => ({
          ...button,
          label: button.label === 'Deny' ? say`Deny ${request.id}` : say`Approve ${request.id}`,
        })),
      ),
    },
  );
}
