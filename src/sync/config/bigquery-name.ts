import { allowed, didYouMean } from './nearest.ts';
import type { TableName } from './spec.ts';
import { shapeOf, TARGET_WORDS, wordsIn } from './target-words.ts';

const FORMS = '(allowed: TABLE, DATASET.TABLE, PROJECT.DATASET.TABLE)';
/** Letters, marks, digits, connectors, dashes and spaces; BigQuery's own rule. */
const A_TABLE = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}#]+$/u;
const LONGEST = 1024;

/** `users`, `sales.users` or `my-project.sales.users`, whose name may hold `{{ words }}`; or what is wrong with it. */
export function bigQueryName(written: string): TableName | string {
  // A project of old has a domain in front, with dots of its own.
  const parts = written.split('.');
  const name = parts.pop() ?? '';
  const dataset = parts.pop() ?? null;
  const project = parts.length === 0 ? null : parts.join('.');
  const around = [dataset, project].some((part) => part?.includes('{{') || part?.includes('}}'));
  if (around) return 'has {{ }} outside of the name of the table, where no other one is made (allowed: there only)';
  if (dataset !== null && !/^[A-Za-z0-9_]{1,1024}$/.test(dataset)) return `is not the name of a table ${FORMS}`;
  if (project !== null && !/^([a-z0-9.-]+:)?[a-z0-9-]+$/.test(project)) return `is not the name of a table ${FORMS}`;
  const unknown = wordsIn(name).find((word) => !TARGET_WORDS.includes(word));
  if (unknown !== undefined)
    return `has an unknown word in {{ }}${didYouMean(unknown, TARGET_WORDS)} ${allowed(TARGET_WORDS)}`;
  const shape = shapeOf(name);
  if (/[{}]/.test(shape))
    return `has { or } that belong to no word, which is written like {{ due_date_nodash }} ${allowed(TARGET_WORDS)}`;
  if (shape.includes('$'))
    return 'names a partition; rows go into partitions by themselves, see partition_by (allowed: the name without $)';
  if (name.includes('#') || !A_TABLE.test(shape) || Buffer.byteLength(shape) > LONGEST)
    return `is not a name that BigQuery has; it has letters, digits, _, - and spaces ${FORMS}`;
  return { schema: project === null ? dataset : `${project}.${dataset}`, name };
}
