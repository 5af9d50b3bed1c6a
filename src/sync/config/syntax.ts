import { type Document, visit, type YAMLError } from 'yaml';

/** What is wrong with the YAML and what to do about it. The parser's own words quote the text, which may be a password. */
export function syntaxMistake(error: YAMLError, text: string): string {
  return `not valid YAML: ${explain(error, text)}`;
}

function explain(error: YAMLError, text: string): string {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'a tab stands in the indentation; use spaces';
    case 'BAD_ALIAS':
      return 'a * in front makes this an alias; write "*" in quotes';
    case 'BAD_SCALAR_START':
      return 'a value cannot start with @, % or a backtick; put it in quotes';
    case 'BAD_INDENT':
      return isFlow(error)
        ? 'a [ or { that opens here is not closed'
        : 'the indentation does not fit the lines above, or a bracket there is not closed';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'the indentation does not fit, or a value with ": " in it needs quotes';
    case 'MISSING_CHAR':
      return isQuote(error)
        ? 'a quote that opens here is not closed'
        : 'a comma, a colon or a closing bracket is missing here or above';
    case 'MULTIPLE_DOCS':
      return 'a second document starts here (---); keep one';
    case 'BAD_DQ_ESCAPE':
      return 'an escape that YAML does not know; double the backslash or use single quotes';
    default:
      return bareVariable(text, error.pos[0])
        ? 'a variable between { and } needs quotes around it'
        : 'something here does not belong; check quotes, brackets and indentation';
  }
}

/** Where a person has to look: for what is not closed, where it opens rather than where the parser gave up. */
export function whereBroken(doc: Document, error: YAMLError): number {
  const [end] = error.pos;
  let opened = end;
  const note = (range: readonly number[] | null | undefined): void => {
    const [from = end, , to = from] = range ?? [];
    if (from < end && to >= end) opened = from;
  };
  if (isQuote(error))
    visit(doc, { Scalar: (_key, node) => (node.type?.startsWith('QUOTE') ? note(node.range) : undefined) });
  if (isFlow(error)) visit(doc, { Collection: (_key, node) => (node.flow ? note(node.range) : undefined) });
  return opened;
}

function isQuote(error: YAMLError): boolean {
  return error.code === 'MISSING_CHAR' && error.message.endsWith('quote');
}

function isFlow(error: YAMLError): boolean {
  return /^Flow (map|sequence) .*end with a/.test(error.message);
}

function bareVariable(text: string, offset: number): boolean {
  return text[offset] === '{' && text[offset - 1] === '$';
}
