import { person, say, type Text } from '../message.ts';

const SHOWN = 10;

/** Who ids of tables.yml are, by their names: `@kim, @oncall, whoever speaks in #data`. */
export function peopleText(ids: readonly string[]): Text {
  const shown = ids.slice(0, SHOWN).map((id): Text => {
    if (id === '*') return say`everybody who is no guest`;
    return /^[CG][A-Z0-9]+$/.test(id) ? say`whoever speaks in ${person(id)}` : [person(id)];
  });
  const all = shown.flatMap((one, i): Text => (i === 0 ? one : [', ', ...one]));
  return ids.length <= SHOWN ? all : say`${all} and ${ids.length - SHOWN} more`;
}
