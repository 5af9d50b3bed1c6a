/** Words that YAML, or an older one, takes for something else than text. */
const WORDS = /^(?:null|true|false|yes|no|on|off|\.nan|\.inf)$/i;

/** A column as it has to stand in a list of tables.yml: plain where that is safe, else in quotes. */
export function yamlName(name: string): string {
  return yamlKey(withoutVariables(name));
}

/** The same as a key, in which no variable is put. */
export function yamlKey(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !WORDS.test(name) ? name : JSON.stringify(name);
}

/** A text that reads as itself where variables are filled in. */
export function withoutVariables(text: string): string {
  return text.replaceAll('${', () => '$${');
}
