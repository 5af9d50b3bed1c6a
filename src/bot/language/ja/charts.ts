/** Charts in words, and files that go with replies. */
export const CHARTS: Readonly<Record<string, string>> = {
  'rows written by each run': '実行ごとの書き込み行数',
  'duration of each run': '実行ごとの所要時間',
  'age of the data': 'データの経過時間',
  'Rows written by each run, {0}': '実行ごとの書き込み行数 ({0})',
  'Duration of each run, {0}': '実行ごとの所要時間 ({0})',
  'Age of the data, {0}': 'データの経過時間 ({0})',
  'Chart of {0}: {1}, {2}': '{0} のグラフ: {1} ({2})',
  Latest: '最新',
  Usual: '中央値',
  Chart: 'グラフ',
  Lowest: '最小',
  Highest: '最大',
  'Allowed (max_age)': '上限 (max_age)',
  Runs: '実行',
  History: '履歴',
  Rows: '行数',
  Duration: '所要時間',
  Age: '経過時間',
  '{0} ({1} succeeded, {2} failed, {3} held, {4} canceled)': '{0} 回 (成功 {1}、失敗 {2}、保留 {3}、中止 {4})',
  'Asked by {0}. Times are in {1}. More: {2} · {3} · {4}':
    '{0} さんの依頼です。時刻は {1} です。ほかには: {2} · {3} · {4}',
  '{0}: nothing to draw, for no run ended in the last {1} days':
    '{0} : 直近 {1} 日間に終わった実行がないため、グラフにするものがありません',
  'Run it: {0} · look further back: {1}': '実行する: {0} · さらに前を見る: {1}',
  'Chart of {0}, {1}, {2}: no value. Runs: {3}.': '{0} の {1} のグラフ ({2})。値はありません。実行: {3}。',
  'Chart of {0}, {1}, {2}: now {3}, oldest {4}. Runs: {5}.':
    '{0} の {1} のグラフ ({2})。現在 {3}、最大 {4}。実行: {5}。',
  'Chart of {0}, {1}, {2}: latest {3}, lowest {4}, highest {5}. Runs: {6}.':
    '{0} の {1} のグラフ ({2})。最新 {3}、最小 {4}、最大 {5}。実行: {6}。',
  '{0} failed': '失敗 {0}',
  '{0} held': '保留 {0}',
  '{0} canceled': '中止 {0}',
  'allowed: {0}': '上限: {0}',
  'usual: {0}': '中央値: {0}',
  '{0} d': '{0} 日',
  from: '開始',
  lowest: '最小',
  highest: '最大',
  failed: '失敗',
  'see a table as a picture: rows, duration of its runs, age of its data':
    'テーブルをグラフで見る: 行数、実行の所要時間、データの経過時間',
  'The picture is posted where it was asked for, for everybody there; --dm sends it to you alone.':
    'グラフは依頼した場所に投稿され、そこにいる全員に見えます。--dm を付けると自分だけに届きます。',
  'In a terminal --out writes it into a file.': 'ターミナルでは --out でファイルに書き出します。',
  'The file is in your direct messages.': 'ファイルはダイレクトメッセージに送りました。',
  'There is no file ({0}): ask again, and tell whoever runs sync-bot if it stays so.':
    'ファイルを送れませんでした ({0})。もう一度お試しください。続く場合は sync-bot の管理者に知らせてください。',
  'There is no file ({0}). {1}': 'ファイルを送れませんでした ({0})。{1}',
  'The Slack app lacks a scope for files: install it anew with the manifest.':
    'Slack アプリにファイル用のスコープがありません。マニフェストを使って再インストールしてください。',
  'Invite me to this channel, then ask again.': 'このチャンネルに招待してから、もう一度お試しください。',
  'Slack asks for a pause: ask again in a minute.':
    'Slack から一時的に制限されています。1 分ほど待ってからもう一度お試しください。',
};
