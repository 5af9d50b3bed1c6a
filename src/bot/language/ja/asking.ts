/** What is typed and asked back: selectors, several tables at once, help, lists, logs, forecasts and pauses. */
export const ASKING: Readonly<Record<string, string>> = {
  // Names that mean nothing, or too much.
  '{0}: which tables?': '{0}: どのテーブルですか?',
  'All tables: {0} · more of this command: {1}': 'テーブル一覧: {0} · このコマンドの詳細: {1}',
  'and {0} more': 'ほか {0} 件',
  ' / ': ' / ',
  ' · ': ' · ',
  // Several tables at once.
  'Run {0} tables?': '{0} テーブルを実行しますか?',
  'Retry {0} tables?': '{0} テーブルを再試行しますか?',
  'Cancel {0} runs?': '{0} 件の実行を中止しますか?',
  'Pause {0} tables?': '{0} テーブルを一時停止しますか?',
  'Run all {0}': '{0} テーブルすべて実行',
  'Retry all {0}': '{0} テーブルすべて再試行',
  'Cancel all {0}': '{0} 件すべて中止',
  'Pause all {0}': '{0} テーブルすべて一時停止',
  'Nothing was done yet. All of them: {0}': 'まだ何もしていません。対象の一覧: {0}',
  'Rows, as of late': '最近の行数',
  'Time, about': '見込み時間',
  'Not counted': '見込みに含まない',
  '{0} that never succeeded': 'まだ成功していない {0} テーブル',
  '{0} are runs {1} to {2}.': '{0} は実行 {1} から {2} です。',
  'Its message': '実行のメッセージ',
  '{0} follows it.': '{0} で経過を確認できます。',
  'Canceling {0} runs': '{0} 件の実行を中止しています',
  'Their statements are being stopped on the server and what was staged is dropped. The tables keep the rows they have now.':
    'サーバー上のクエリを停止し、ステージングのデータを破棄しています。テーブルの行は今のまま残ります。',
  'See how they ended: {0}': '結果の確認: {0}',
  'Cancel which run?': 'どの実行を中止しますか?',
  // Retry.
  'run again what failed': '失敗したものを再実行する',
  ended: '終了',
  reads: '読み込む範囲',
  'what is due': '通常の範囲',
  'Nothing to retry': '再試行するものはありません',
  'No run of these tables has ended yet.': 'これらのテーブルには、まだ終了した実行がありません。',
  '{0} succeeded last, with run {1}, {2}.': '{0} の直近の実行 {1} は成功しています ({2} )。',
  'These succeeded last: {0}.': '直近の実行が成功しているもの: {0} 。',
  'What has failed: {0} · run it all the same: {1}': '失敗しているもの: {0} · それでも実行: {1}',
  'Run {0} all the same': '{0} をそれでも実行',
  'It reads what the failed run was asked to read, with the same note; a run begins from the start':
    '失敗した実行と同じ範囲を同じメモで読み直します。実行は最初から始まります',
  'In the thread of a run or an alert, retry alone means that one':
    '実行やアラートのスレッドでは、retry だけでその実行を指します',
  // Pauses.
  '{0} start by no schedule until {1}: {2}': '{0} は {1} までスケジュールでは開始しません: {2}',
  'The channel hears when the pause is over.': '一時停止が終わるとチャンネルに通知します。',
  'Resume all': 'すべて再開',
  '{0}: the pause is over': '{0}: 一時停止が終わりました',
  'Schedules start again: {0}.': 'スケジュールを再開します: {0} 。',
  'Paused by {0} {1}: {2}': '{0} が {1} に一時停止: {2}',
  'When they run next: {0} · still not ready: {1}': '次の実行予定: {0} · まだ早い場合: {1}',
  'Run {0} now': '{0} を今すぐ実行',
  '--for and --until say the same; give one of them':
    '--for と --until は同じ意味です。どちらか 1 つを指定してください',
  'until when? Add --for 2h, or --until {0}': 'いつまでですか? --for 2h か --until {0} を付けてください',
  '--for {0}: not a length of time; write 30m, 2h or 3d, or --until {1}':
    '--for {0}: 長さとして読めません。30m、2h、3d のように書くか、--until {1} を使ってください',
  'When it ends by itself, the channel hears it': '自動で終わるとチャンネルに通知します',
  'People can still run a table that is paused': '一時停止中でも手動では実行できます',
  // Cancel and run, in help.
  'The statement is stopped on the server and what was staged is dropped; the message of the run says what is left, if anything is':
    'サーバー上のクエリを停止し、ステージングのデータを破棄します。残ったものがあれば実行のメッセージに表示します',
  'In the thread of a run, cancel alone means that one': '実行のスレッドでは、cancel だけでその実行を指します',
  'TABLES is users, shop.users, tag:core, db:shop, owner:@kim, user_*, failed, or several of them with commas':
    'TABLES は users、shop.users、tag:core、db:shop、owner:@kim、user_*、failed、またはカンマ区切りでの組み合わせです',
  'More than five tables are asked about first; --yes is the answer':
    '5 テーブルを超えると先に確認します。--yes を付けると確認しません',
  // Help.
  'see the commands, or find one': 'コマンドの一覧を見る・探す',
  'Any WORD is looked for in names, aliases, examples and explanations': 'WORD は名前、別名、例、説明から探します',
  'Press one, or type it: {0} says how one table stands, {1} copies it now, {2} explains a command.':
    'ボタンを押すか、入力してください。 {0} はテーブルの状態、 {1} は今すぐコピー、 {2} はコマンドの説明です。',
  'You did last: {0}': '最近の操作: {0}',
  'Tables are meant by {0}, {1}, {2}, {3}, {4}, {5}, {6}':
    'テーブルの指定: {0} 、 {1} 、 {2} 、 {3} 、 {4} 、 {5} 、 {6}',
  'All commands': 'すべてのコマンド',
  'The commands of sync-bot': 'sync-bot のコマンド',
  'Open to all but {0}. You are {1}.': '{0} 以外は誰でも使えます。あなたの権限は {1} です。',
  'Flags and an example of one: {0} · find one: {1} · several tables: {2}':
    'オプションと例: {0} · 検索: {1} · 複数のテーブル: {2}',
  'Commands with “{0}”': '「{0}」を含むコマンド',
  'One of them in full: {0} · all: {1}': '詳細: {0} · すべて: {1}',
  'No command has “{0}”': '「{0}」を含むコマンドはありません',
  // Lists.
  'see all tables, or some of them': 'テーブルの一覧を見る (絞り込みも可)',
  'TABLES is users, tag:core, db:shop, owner:me, user_*, failed …; any other WORD finds the tables that have it':
    'TABLES は users、tag:core、db:shop、owner:me、user_*、failed など。それ以外の WORD は、それを含むテーブルを探します',
  'Add one under “tables:” in tables.yml, then {0}': 'tables.yml の「tables:」に追加してから {0}',
  '--page {0} is not a page from 1 to {1}': '--page {0} は 1 から {1} までのページではありません',
  'Page {0}': '{0} ページ',
  'Page {0} of {1}': '{0} / {1} ページ',
  owner: '担当',
  '{0} for “{1}”': '「{1}」: {0}',
  '{0}, page {1} of {2}': '{0} ({1} / {2} ページ)',
  'Times are in {0}. One table: {1} · some of them: {2}, {3}':
    '時刻は {0} です。1 テーブル: {1} · 絞り込み: {2} 、 {3}',
  // Schedules in words.
  'daily {0}': '毎日 {0}',
  hourly: '毎時',
  'hourly at :{0}': '毎時 {0} 分',
  'hourly {0}:{1}–{2}:{3}': '毎時 {0}:{1}–{2}:{3}',
  'every minute': '毎分',
  'every {0} min': '{0} 分ごと',
  'every {0} h': '{0} 時間ごと',
  'every {0} h at :{1}': '{0} 時間ごと ({1} 分)',
  'on day {0}': '毎月 {0} 日',
  '{0}–{1}': '{0}–{1}',
  Sun: '日',
  Mon: '月',
  Tue: '火',
  Wed: '水',
  Thu: '木',
  Fri: '金',
  Sat: '土',
  // Logs.
  '--step shows one stage: {0}': '--step は 1 つの段階だけを表示します: {0}',
  '--grep shows the lines that have WORD in them, in any case':
    '--grep は WORD を含む行だけを表示します (大文字・小文字は区別しません)',
  '--file sends all lines as a file into this place, where everybody sees it; a terminal prints them all anyway':
    '--file は全行をファイルとしてここに送ります (全員に見えます)。ターミナルでは常に全行を表示します',
  '--step {0} is not a stage (allowed: {1})': '--step {0} という段階はありません (指定できるもの: {1})',
  'Log of run {0}: {1}': '実行 {0} のログ: {1}',
  'The log of run {0} as text, {1} lines': '実行 {0} のログ (テキスト、 {1} 行)',
  'Whole log as a file': '全ログをファイルで',
  'All lines': 'すべての行',
  'No line of {0} is so.': '{0} 行のうち、当てはまる行はありません。',
  // What comes next.
  'The end is what the last runs took; models start when what they run after is expected to be done':
    '終了の見込みは最近の所要時間からの推定です。モデルは、先行するものが終わる見込みの時刻に始まります',
  'Nothing is due within {0} h': 'これから {0} 時間の予定はありません',
  '{0} due within {1} h': 'これから {1} 時間の予定: {0} 件',
  'done about': '終了見込み',
  'and {0} later ones': 'ほか、その後の {0} 件',
  model: 'モデル',
  'with {0} more on {1}': '{1} でほか {0} 件と同時',
  '{0} is read by {1} runs at once, from {2} on; {3} in tables.yml says how many it takes at once.':
    '{0} を {2} から {1} 件の実行が同時に読みます。同時に読める数は tables.yml の {3} です。',
  'Times are in {0}; the end is what the last runs took. Hold one back: {1}':
    '時刻は {0} 、終了見込みは最近の所要時間からの推定です。見送るには: {1}',
  'How it stands now': '今の状態',
  // One table.
  'Took, of late': '最近の所要時間',
  'Rows, of late': '最近の行数の推移',
};
