/** Help, and answers to what was not understood. */
export const COMMANDS: Readonly<Record<string, string>> = {
  // Summaries.
  'see what runs or fails, or one table': '全体または 1 テーブルの状態を見る',
  'see all tables, or those with WORD': 'テーブルの一覧を見る (WORD で絞り込み)',
  'copy tables now': 'テーブルを今すぐコピーする',
  'see what a run would do': '実行すると何が起きるかを見る',
  'compare the columns of source and target': 'コピー元とコピー先の列を比べる',
  'compare all rows of source and target': 'コピー元とコピー先の全行を比べる',
  'stop a run': '実行を中止する',
  'publish a held run anyway': '保留中の実行をそれでも公開する',
  'drop the rows of a held run': '保留中の実行の行を破棄する',
  'put the previous version of a table back': 'テーブルを前の版に戻す',
  'decide how a column is copied': '列のコピー方法を決める',
  'see what was changed in tables.yml': 'tables.yml の変更を見る',
  'undo a change of tables.yml': 'tables.yml の変更を取り消す',
  'see what a run did, line by line': '実行のログを見る',
  'see the last runs of a table': 'テーブルの実行履歴を見る',
  'see what people did, and why': '誰が何をなぜ操作したかを見る',
  'see tables of BigQuery that nobody reads': '誰も読んでいない BigQuery のテーブルを見る',
  'see what the schedules start next': 'これから始まる予定を見る',
  'hold a table back from its schedule': 'テーブルのスケジュールを一時停止する',
  'let its schedule start it again': 'スケジュールを再開する',
  'see all commands, or one of them': 'コマンドの一覧または使い方を見る',
  'choose in which language you are answered': '返信の言語を選ぶ',
  'see why a run failed and what helped before': '失敗の原因と、以前に解決した方法を見る',
  'see what failed, by class, and what has no class yet': '失敗を分類別に見る (未分類のものも)',
  '--out is for a terminal; in Slack the picture is posted here':
    '--out はターミナル用です。Slack ではここに投稿します',
  '--out {0}: the name of a picture ends in .png': '--out {0}: 画像の名前は .png で終わります',
  '{0} is nothing that can be drawn; there are {1}': '{0} はグラフにできません。使えるもの: {1}',
  '{0} is no number of days from 1 to {1}': '{0} は 1 から {1} までの日数ではありません',
  tables: 'テーブル',
  // More lines of help.
  'auto is the language of your Slack; where that is another one, it is that of the channel':
    'auto は Slack の言語です。英語と日本語以外の場合は、チャンネルの言語になります',
  'What everybody in a channel sees is said in the language that tables.yml has for the channel':
    'チャンネルの全員に見えるものは、tables.yml で決めたチャンネルの言語で表示します',
  '--cost says what BigQuery billed for the runs of this month, table by table; --cost 2026-10 of another month':
    '--cost は今月の実行で BigQuery に課金された量をテーブル別に表示します。ほかの月は --cost 2026-10 のように指定します',
  '--full reads everything again, also where a table is loaded bit by bit':
    '--full は差分ロードのテーブルもすべて読み直します',
  '--from A --to B reads the rows whose incremental_key is A or later and before B, like --from 2026-11-01 --to 2026-11-08':
    '--from A --to B は incremental_key が A 以降 B より前の行を読みます (例: --from 2026-11-01 --to 2026-11-08)',
  '--gaps compares all keys, loads rows that were missed and finds those that are gone':
    '--gaps は全キーを比べ、漏れた行をロードし、消えた行を見つけます',
  'DECISION is mask and one of {0}; or exclude, to leave it out; or fine, to copy it as it is':
    'DECISION は mask と {0} のいずれか、除外する exclude、そのままコピーする fine のどれかです',
  'It is written into tables.yml, and can be taken back: revert': 'tables.yml に書き込まれ、revert で取り消せます',
  'changes lists them with their numbers': '番号は changes で確認できます',
  'The lines are put back as they were; what was copied meanwhile stays':
    '行は元どおりになります。その間にコピーされたものはそのまま残ります',
  'Without --yes it says what would be put back, and asks': '--yes がなければ、何が戻るかを示して確認します',
  'A second undo brings back what the first took away; mode replace only':
    'もう一度 undo すると、取り消す前の版に戻ります。mode replace のみです',
  'It drops nothing: it says what nobody read, what that costs, and how to stop loading it':
    '何も削除しません。誰も読んでいないものとその費用、ロードの止め方を示します',
  'The question itself reads the job history, and BigQuery bills a few MB for it':
    'この確認自体もジョブ履歴を読むため、BigQuery に数 MB 課金されます',
  // Help.
  'sync-bot copies tables into the warehouse': 'sync-bot はテーブルをウェアハウスにコピーします',
  'Open to all but {0}, which need the role operator. You are {1}.':
    '{0} には operator の役割が必要です。ほかは誰でも使えます。あなたは {1} です。',
  'Flags and an example of one: {0} · several tables: {1}': 'フラグと例: {0} · 複数のテーブル: {1}',
  'Write it like this: {0}': '書き方: {0}',
  'For example: {0}': '例: {0}',
  'Needs the role {0}.': '必要な役割: {0}。',
  'Needs the role {0}. Also understood: {1}.': '必要な役割: {0}。別名: {1}。',
  'All commands: {0}': '全コマンド: {0}',
  // Not understood.
  'Did you mean {0}?': 'もしかして: {0}',
  'No table is called {0}': '{0} というテーブルはありません',
  'All tables: {0}. Nothing was started.': '全テーブル: {0}。何も開始していません。',
  'Names, tags ({0}), connections ({1}) and patterns ({2}) are understood.':
    '名前、タグ ({0})、接続 ({1})、パターン ({2}) で指定できます。',
  '{0} means {1} tables: which one?': '{0} に当てはまるテーブルは {1} 件です。どれですか?',
  'See them: {0}. Nothing was started.': '一覧: {0}。何も開始していません。',
  'There are no tables in tables.yml': 'tables.yml にテーブルがありません',
  'No table has failed': '失敗しているテーブルはありません',
  'No table is late': '遅れているテーブルはありません',
  'No run is held': '保留中の実行はありません',
  'No table is paused': '一時停止中のテーブルはありません',
  'Nothing is running': '実行中のものはありません',
  'How everything stands: {0} · all tables: {1}': '全体の状態: {0} · 全テーブル: {1}',
  '“{0}” is not a command': '「{0}」というコマンドはありません',
  'There is no run {0}': '実行 {0} はありません',
  'There is no run of {0} yet': '{0} の実行はまだありません',
  'Numbers of runs: {0} · what is running: {1}': '実行の番号: {0} · 実行中のもの: {1}',
  // Wrong words: they finish "verb: …".
  'which table?': 'どのテーブルですか?',
  'which run or table?': 'どの実行またはテーブルですか?',
  'which table, and which column?': 'どのテーブルのどの列ですか?',
  'which connection? ({0})': 'どの接続ですか? ({0})',
  'which change? changes lists them with their numbers': 'どの変更ですか? 番号は changes で確認できます',
  'one at a time': '一度に 1 つだけ指定してください',
  'one table at a time': '一度に 1 テーブルだけ指定してください',
  'one table at a time, not {0}': '一度に 1 テーブルだけ指定してください ({0} 件は指定できません)',
  'one table at a time, and one month, like --cost 2026-11':
    '一度に 1 テーブル、1 か月だけ指定してください (例: --cost 2026-11)',
  'one connection at a time': '一度に 1 つの接続だけ指定してください',
  nothing: '空欄',
  '{0} is not a number of days from 1 to {1}': '{0} は 1 から {1} までの日数ではありません',
  '{0} is not a number of runs from 1 to {1}': '{0} は 1 から {1} までの件数ではありません',
  '{0} is not a number of hours from 1 to {1}': '{0} は 1 から {1} までの時間数ではありません',
  '--days {0} is not a number of days from 1 to {1}': '--days {0} は 1 から {1} までの日数ではありません',
  '{0} is not a decision (allowed: {1})': '{0} は指定できません (使えるもの: {1})',
  '{0} is not the number of one change': '{0} は変更の番号ではありません',
  '{0} is not a month; write one like 2026-11': '{0} は月ではありません。2026-11 のように書いてください',
  '{0} is not a command; the commands are {1}': '{0} というコマンドはありません。使えるコマンド: {1}',
  '{0} is not a language (allowed: {1})': '{0} という言語は使えません (使えるもの: {1})',
  'a terminal speaks the language of its LC_ALL, LC_MESSAGES or LANG':
    'ターミナルの言語は LC_ALL、LC_MESSAGES、LANG で決まります',
  '{0} is not in tables.yml': '{0} は tables.yml にありません',
  '{0} is not a connection (connections: {1})': '{0} という接続はありません (接続: {1})',
  '{0} is not a connection; did you mean {1}? (connections: {2})':
    '{0} という接続はありません。もしかして: {1} (接続: {2})',
  '{0} is replaced as a whole each time, so {1} has no meaning; leave it out':
    '{0} は毎回まるごと置き換えるため、{1} は使えません。外してください',
  '{0} needs an incremental_key, and {1} has none in tables.yml; use --full':
    '{0} には incremental_key が必要ですが、tables.yml の {1} にはありません。--full を使ってください',
  '--full, --gaps and --from/--to ask for different things; give one of them':
    '--full、--gaps、--from/--to は同時に使えません。どれか 1 つを指定してください',
  '--{0} is not known here; there are no flags': '--{0} は使えません。このコマンドにフラグはありません',
  '--{0} is not known here; allowed: {1}': '--{0} は使えません。使えるもの: {1}',
  '--{0} takes no value': '--{0} に値は指定できません',
  '--{0} needs a value': '--{0} には値が必要です',
  'until when? Add --until {0}': 'いつまでですか? --until を付けてください (例: {0})',
  'why? Add --why and a few words, for whoever wonders later':
    '理由は何ですか? 後で見る人のために --why と一言を付けてください',
  '--until {0}: {1}; write {2}': '--until {0}: {1}。書き方: {2}',
  'this is in the past ({0})': '過去の日時です ({0})',
  'no such time of day': 'そのような時刻はありません',
  'no such date': 'そのような日付はありません',
  'not a time that is understood': '日時として読み取れません',
  // The language itself.
  'You are answered in {0}': '返信の言語は {0} です',
  'You are answered in the language of your Slack': '返信の言語は Slack の設定に従います',
  'You chose none: it is that of your Slack, or of the channel.':
    '選択していません。Slack の言語、またはチャンネルの言語です。',
  'You chose it.': 'あなたが選択した言語です。',
  'What everybody in a channel sees stays in the language of the channel.':
    'チャンネルの全員に見えるものは、チャンネルの言語のままです。',
  'Change it: {0}, {1} or {2}': '変更する: {0}、{1}、{2}',
  'As my Slack': 'Slack の設定に従う',
  // Trouble of ours.
  'Something went wrong in sync-bot (reference {0})': 'sync-bot で問題が発生しました (参照番号 {0})',
  'This is a mistake in sync-bot, not in your command. Whoever runs it finds {0} in its log.':
    'sync-bot の不具合で、コマンドに誤りはありません。管理者はログで {0} を検索してください。',
  'See what is running: {0}': '実行中のものを見る: {0}',
};
