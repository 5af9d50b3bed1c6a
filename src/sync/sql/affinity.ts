/** What SQLite makes of a declared type: sqlite.org/datatype3.html, section 3.1. */
export function affinity(declared: string): 'integer' | 'text' | 'blob' | 'real' | 'numeric' {
  const word = declared.toUpperCase();
  if (word.includes('INT')) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(word)) return 'text';
  if (/BLOB|ANY/.test(word)) return 'blob';
  return /REAL|FLOA|DOUB/.test(word) ? 'real' : 'numeric';
}
