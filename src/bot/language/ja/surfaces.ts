/** App Home, the form of a run, what modals say, and what workflows hear. */
export const SURFACES: Readonly<Record<string, string>> = {
  // The form.
  'Run a sync': '同期の実行',
  Continue: '次へ',
  Close: '閉じる',
  Back: '戻る',
  'One moment …': '少々お待ちください…',
  Tables: 'テーブル',
  'Type a part of the name, or a selector like user_* or tag:core':
    '名前の一部、または user_* や tag:core のような指定を入力してください',
  'Choose tables': 'テーブルを選択',
  'What to read': '読み取る範囲',
  'As configured': '設定どおり',
  'What the schedule would read': '定期実行と同じ範囲を読み取ります',
  'Everything again': 'すべて読み直す',
  'Reads the whole table, like --full': 'テーブル全体を読み取ります (--full と同じ)',
  'Some days': '期間を指定',
  'Rows between two dates, like --from and --to': '2 つの日付の間の行 (--from と --to と同じ)',
  Gaps: '抜けを埋める',
  'Compares all keys and loads what was missed, like --gaps':
    'すべてのキーを比べ、漏れた行を読み込みます (--gaps と同じ)',
  'Before it runs': '実行の前に',
  'Dry run: only show the plan': 'ドライラン: 計画を表示するだけ',
  'Nothing is copied': '何もコピーしません',
  'Why: it is shown with the run and kept in the audit': '理由です。実行とともに表示され、監査記録に残ります',
  'after the price fix': '価格の修正後',
  'From this day': '開始日',
  'To before this day': '終了日の翌日',
  'The day itself is not read any more': 'この日の行は含みません',
  'Choose tables, and here stands how long it takes and who has to agree.':
    'テーブルを選ぶと、かかる時間と、必要な承認がここに表示されます。',
  'Has a run already, no second one is started: {0}': 'すでに実行があるため、新たには開始しません: {0}',
  'You are {0}: you may see the plan, and running needs the role operator.':
    'あなたは {0} です。計画は見られますが、実行には operator の役割が必要です。',
  'Another person has to approve it. {0}': 'ほかの人の承認が必要です。{0}',
  'Whether another person has to approve it is told when it is asked for.':
    'ほかの人の承認が必要かどうかは、依頼したときにお知らせします。',
  'Nobody else has to agree.': 'ほかの人の承認は不要です。',
  'No run like this has succeeded before: nobody knows how long it takes.':
    'まだ成功した実行がないため、かかる時間はわかりません。',
  '{0} usually takes {1} for {2}.': '{0} は通常、{2} で {1} かかります。',
  '{0} usually takes {1} for {2}; what you ask for may differ.':
    '{0} は通常、{2} で {1} かかります。今回の範囲では異なることがあります。',
  '{0} tables: usually {1}, {2} one after the other.': '{0} テーブル: 通常は合計 {1}、順に実行して {2} です。',
  '{0} tables: usually {1}, {2} one after the other; {3} of them have never succeeded.':
    '{0} テーブル: 通常は合計 {1}、順に実行して {2} です。うち {3} テーブルはまだ成功していません。',
  'Shows what a run would do, and copies nothing.': '実行の内容を表示します。何もコピーしません。',
  'Copies {0} now.': '{0} を今すぐコピーします。',
  'Copies {0} tables now: {1}.': '{0} テーブルを今すぐコピーします: {1}。',
  'It reads {0}.': '読み取る範囲: {0}。',
  'The same as {0}': '次のコマンドと同じです: {0}',
  'Note: {0}': 'メモ: {0}',
  'It starts when another person approves it. {0}': 'ほかの人が承認すると開始します。{0}',
  '{0} has run {1} already, {2}, asked for by {3} {4}; no second one is started.':
    '{0} にはすでに実行 {1} ({2}) があります。{4} に {3} が依頼しました。新たには開始しません。',
  'Show the plan?': '計画を表示しますか?',
  'Ask for approval?': '承認を依頼しますか?',
  'Run this?': '実行しますか?',
  'Show the plan': '計画を表示',
  'Ask for approval': '承認を依頼',
  '{0} of these are not in tables.yml any more; choose again':
    'このうち {0} 件は tables.yml にもうありません。選び直してください',
  'Choose at least one table': 'テーブルを 1 つ以上選んでください',
  'This means no table now; choose another one': '今はどのテーブルにも当たりません。別のものを選んでください',
  'Too many long names; choose a selector like user_* or tag:core instead':
    '長い名前が多すぎます。user_* や tag:core のような指定を選んでください',
  'A dry run is of one table; choose one, or leave this out':
    'ドライランは 1 テーブルずつです。1 つにするか、これを外してください',
  'Running needs the role operator; choose the dry run, or ask one who has it':
    '実行には operator の役割が必要です。ドライランを選ぶか、その役割の人に頼んでください',
  'Choose a first day, a last one, or both': '開始日か終了日、または両方を選んでください',
  'This has to be after {0}': '{0} より後の日にしてください',
  'All {0} of {1}': '{1} の {0} 件すべて',
  'Whatever it means when it runs': '実行時に当てはまるすべて',
  // Answers in modals.
  Done: '完了',
  'The answer is in your conversation with me. A message of a run is edited there until the run is over.':
    '返事はこのアプリとのメッセージにあります。実行のメッセージは、終わるまでそこで更新されます。',
  'The answer is where you asked. A message of a run is edited there until the run is over.':
    '返事は依頼された場所にあります。実行のメッセージは、終わるまでそこで更新されます。',
  'See what goes on: {0}': '状況を見る: {0}',
  Status: '状態',
  Late: '遅延',
  // App Home.
  'Table syncs': 'テーブルの同期',
  'Run with options': 'オプション付きで実行',
  'Next runs': '次の実行',
  Help: 'ヘルプ',
  'My tables ({0})': '担当テーブル ({0})',
  'Running now ({0})': '実行中 ({0})',
  'Failing, held or late ({0})': '失敗・保留・遅延 ({0})',
  'Waiting for approval ({0})': '承認待ち ({0})',
  'No table names you as its owner. In tables.yml: {0}':
    'あなたが担当のテーブルはありません。tables.yml での書き方: {0}',
  'Nothing is running.': '実行中のものはありません。',
  'Nothing fails, nothing is held, nothing is late.': '失敗・保留・遅延はありません。',
  'Look a table up': 'テーブルを調べる',
  'Name of a table': 'テーブルの名前',
  'As of {0}. In any channel: {1}': '{0} 時点。どのチャンネルでも: {1}',
  '{0} more: {1}': 'ほか {0} 件: {1}',
  'Show more ({0})': 'さらに表示 ({0})',
  '{0} of {1} tables are fine': '{1} テーブル中 {0} テーブルが正常',
  '{0} · failing: {1} · held: {2} · late: {3} · running: {4} · paused: {5}':
    '{0} · 失敗: {1} · 保留: {2} · 遅延: {3} · 実行中: {4} · 一時停止: {5}',
  '{0} – {1}': '{0} – {1}',
  'run {0} is held and waits for a decision': '実行 {0} は保留中で、判断を待っています',
  'run {0} goes on': '実行 {0} が進行中です',
  'paused until {0}: {1}': '{0} まで一時停止: {1}',
  'failed {0}: {1}': '{0} に失敗: {1}',
  'never loaded, next run {0}': '未ロード、次の実行は {0}',
  'fine, {0} {1}': '正常、{1} に {0}',
  'fine, {0} {1}, next run {2}': '正常、{1} に {0}、次の実行は {2}',
  waiting: '待機中',
  '{0} – run {1}, {2}, {3} read': '{0} – 実行 {1}、{2}、{3} 読み取り済み',
  '{0} – run {1}, {2}, {3} read, asked for by {4}': '{0} – 実行 {1}、{2}、{3} 読み取り済み、{4} が依頼',
  'Cancel run {0} of {1}?': '{1} の実行 {0} を中止しますか?',
  'The statement is stopped on the server and the staged rows are dropped. The table keeps the rows it has now.':
    'サーバー上の処理を止め、ステージングの行を削除します。テーブルの今の行はそのまま残ります。',
  'Let it go on': '続ける',
  'Frozen: no run starts': '凍結中: 実行は開始されません',
  '🧊 {0} – {1} ({2}, {3})': '🧊 {0} – {1} ({2}、{3})',
  'The connection to Slack is weak': 'Slack への接続が不安定です',
  '⚠️ {0} – {1} of {2} stand; if nothing happens when you type a command, type it again':
    '⚠️ {0} – 接続 {2} 本のうち {1} 本が有効です。コマンドに反応がなければ、もう一度入力してください',
  'Messages are late': 'メッセージが遅れています',
  '⚠️ {0} – {1} wait to be posted, the oldest since {2}; what you see here is up to date':
    '⚠️ {0} – {1} 件が投稿待ちで、最も古いものは {2} からです。この画面は最新です',
  '{0} – held: run {1} waits for a decision ({2})': '{0} – 保留中: 実行 {1} が判断を待っています ({2})',
  Decide: '判断する',
  '{0} – failed: {1} ({2}), {3}': '{0} – 失敗: {1} ({2})、{3}',
  '{0} – late: it was due {1} and has not started': '{0} – 遅延: {1} の予定でしたが、開始していません',
  '{0} – late since {1}: never loaded': '{0} – {1} から遅延: 未ロード',
  '{0} – late since {1}: readers see the version of {2}': '{0} – {1} から遅延: 参照されるのは {2} の版です',
  '{0} ({1}) – {2}, since {3}, {4}': '{0} ({1}) – {2}、{3} から、{4}',
  'snoozed until it succeeds': '成功するまで通知を停止中',
  'snoozed until {0}': '{0} まで通知を停止中',
  '{0} looks after it': '{0} が対応中',
  'nobody looks after it yet': 'まだ誰も対応していません',
  'Request {0}': '依頼 {0}',
  '{0} – {1} asked for by {2}, until {3}': '{0} – {1}、{2} が依頼、期限は {3}',
  Approve: '承認',
  'Approve request {0}?': '依頼 {0} を承認しますか?',
  '{0} is carried out at once.': '{0} をすぐに実行します。',
  'Not yet': 'まだしない',
  Settings: '設定',
  Language: '言語',
  '{0} of what only you see': '{0} (あなただけに見えるもの)',
  'As Slack is set': 'Slack の設定に従う',
  'Direct messages': 'ダイレクトメッセージ',
  'When my runs or my tables fail': '自分の実行や担当テーブルが失敗したとき',
  'Runs you asked for, and tables that you own': '自分が依頼した実行と、自分が担当のテーブル',
  'You asked for this on App Home. What else fails for the same reason is not told one by one: {0}':
    'App Home の設定によりお知らせしています。同じ理由のほかの失敗は個別にはお知らせしません: {0}',
  // Workflows.
  'The history does not know this run any more. Ask in Slack: /sync status':
    'この実行は履歴にもうありません。Slack で確認してください: /sync status',
  '{0} And {1} more: /sync status': '{0} ほか {1} 件: /sync status',
  'Run {0} of {1}: {2}. Its log: /sync log {3}': '{1} の実行 {0}: {2}。ログ: /sync log {3}',
  'Run {0} of {1} failed ({2}): {3} {4} More: /sync explain {5}':
    '{1} の実行 {0} が失敗しました ({2}): {3} {4} 詳しく: /sync explain {5}',
  'The step does not say who runs it: set "Who asks" to the person who used the workflow.':
    'ステップに依頼者がありません。「Who asks」に、ワークフローを使った人を設定してください。',
  'Running needs the role operator, and the person in "Who asks" does not have it. It is given under roles: operator: in tables.yml.':
    '実行には operator の役割が必要ですが、「Who asks」の人にはありません。tables.yml の roles: operator: で与えられます。',
  'The step names no table: write names or a selector like tag:core into "Tables".':
    'ステップにテーブルがありません。「Tables」に名前か tag:core のような指定を書いてください。',
};
