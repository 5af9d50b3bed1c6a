/** Words that YAML, or an older one, takes for something else than text. */
const WORDS = /^(?:null|true|false|yes|no|on|off|\.nan|\.inf)$/i;

/** A name as it has to stand in tables.yml, in a list or as a key: plain where that is safe, else in quotes. */
export function yamlName(name: string): string {
  const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !WORDS.test(name);
  return plain ? name : JSON.stringify(name).replaceAll('${', '$${');
}
