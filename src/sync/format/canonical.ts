// The forms that sql/profile.ts makes in SQL, made here for values of a database that has no such functions.

/** A number without exponent, without needless zeros and without a sign on zero; any other text as it is. */
export function plainNumber(text: string): string {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i.exec(text);
  const digits = `${parts?.[2] ?? ''}${parts?.[3] ?? ''}`;
  if (parts === null || digits === '') return text;
  const point = (parts[2] ?? '').length + Number(parts[4] ?? 0);
  const padded = point <= 0 ? `${'0'.repeat(1 - point)}${digits}` : digits.padEnd(point, '0');
  const at = point <= 0 ? 1 : point;
  const whole = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const fraction = padded.slice(at).replace(/0+$/, '');
  const number = fraction === '' ? whole : `${whole}.${fraction}`;
  return parts[1] === '-' && number !== '0' ? `-${number}` : number;
}

/** The same of a number that is given as a whole number of its last digit, `scale` digits behind the point. */
export function plainDecimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const at = digits.length - scale;
  return plainNumber(`${value < 0n ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`);
}

/** A date and time with six digits of the second and without the zone of UTC; any other text as it is. */
export function plainMoment(text: string): string {
  const parts = /^(\d{4,6}-\d\d-\d\d)[ T](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:Z|\+00)?$/.exec(text);
  if (parts === null) return text;
  return `${parts[1]} ${parts[2]}:${parts[3] ?? '00'}.${(parts[4] ?? '').padEnd(6, '0')}`;
}

/** A time of the day, or MySQL's span of time, with six digits of the second; any other text as it is. */
export function plainTime(text: string): string {
  const parts = /^(-?\d{2,3}:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/.exec(text);
  return parts === null ? text : `${parts[1]}:${parts[2] ?? '00'}.${(parts[3] ?? '').padEnd(6, '0')}`;
}
