export type Substitution = {
  readonly text: string;
  /** The text had a variable in it, so it may hold a secret now. */
  readonly changed: boolean;
  /** Names that are not set, or set to nothing. */
  readonly unset: readonly string[];
  /** `${…}` with something else than a variable's name inside, as written. */
  readonly malformed: readonly string[];
};

/** Puts variables in the place of `${NAME}`; `$${` stands for a plain `${`. */
export function substitute(text: string, env: Readonly<Record<string, string | undefined>>): Substitution {
  if (!text.includes('${')) return { text, changed: false, unset: [], malformed: [] };
  const unset: string[] = [];
  const malformed: string[] = [];
  const put = text.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (whole, name: string | undefined, end: string | undefined) => {
    if (name === undefined) return '${';
    if (end === '' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      malformed.push(whole);
      return whole;
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (value === undefined || value === '') unset.push(name);
    return value ?? '';
  });
  return { text: put, changed: true, unset, malformed };
}
