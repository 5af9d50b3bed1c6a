/** How are rows read from an Avro container file? */
import { unknownToLoopback } from '../api-error.ts';
import type { Field } from '../catalog.ts';
import type { LoadAsked } from '../configuration.ts';
import type { Row } from './index.ts';

export function readAvro(_file: Buffer, _fields: readonly Field[], _asked: LoadAsked): Iterable<Row> {
  throw unknownToLoopback('Avro yet');
}
