/**
 * Runs in local-slack's page. Slack shows ```blocks of code``` and <!date^SECONDS^FORMAT|FALLBACK> in the reader's own
 * time; local-slack leaves both as text. This finishes what it has drawn.
 */
{
  const STYLE =
    'margin:4px 0;padding:8px;border:1px solid #ddd;border-radius:4px;background:#f8f8f8;font:12px/1.5 Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;overflow-x:auto';
  const MARKS = { strong: '*', em: '_', del: '~', code: '`' };

  /** What local-slack has made of the inside of a block of code, made undone. */
  const asWritten = (html) =>
    html.replace(/<br\s*\/?>/g, '\n').replace(/<\/?(strong|em|del|code)>/g, (_, tag) => MARKS[tag]);

  const day = (date, style) => date.toLocaleDateString(undefined, { dateStyle: style });
  const pretty = (date, style) => {
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
    const names = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
    return Math.abs(days) < 2 ? names.format(-days, 'day') : day(date, style);
  };
  const TOKENS = {
    time: (date) => date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' }),
    time_secs: (date) => date.toLocaleTimeString(),
    date_num: (date) => date.toLocaleDateString('sv'),
    date: (date) => day(date, 'long'),
    date_short: (date) => day(date, 'medium'),
    date_long: (date) => day(date, 'full'),
    date_pretty: (date) => pretty(date, 'long'),
    date_short_pretty: (date) => pretty(date, 'medium'),
    date_long_pretty: (date) => pretty(date, 'full'),
  };
  const asDate = (_, seconds, format) =>
    format.replace(/\{(\w+)\}/g, (token, name) => TOKENS[name]?.(new Date(seconds * 1000)) ?? token);

  const finish = (span) => {
    const drawn = span.innerHTML;
    const finished = drawn
      .replace(/``<code>([^<]*)<\/code>``/g, '```$1```')
      .replace(
        /```([\s\S]+?)```/g,
        (_, html) => `<pre style='${STYLE}'>${asWritten(html).replace(/^\n|\n$/g, '')}</pre>`,
      )
      .replace(/<\/pre>(?:<br\s*\/?>)/g, '</pre>')
      .replace(/&lt;!date\^(\d+)\^([^|^]+)(?:\^[^|]*)?\|[^&]*&gt;/g, asDate);
    if (finished !== drawn) span.innerHTML = finished;
  };

  new MutationObserver(() => document.querySelectorAll('.mrkdwn').forEach(finish)).observe(document, {
    childList: true,
    characterData: true,
    subtree: true,
  });
}
