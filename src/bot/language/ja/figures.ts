/** Rows compared, the version before, what a month cost, what nobody reads. */
export const FIGURES: Readonly<Record<string, string>> = {
  // Source and target compared.
  '{0}: verifying': '{0}: 検証中',
  'Both databases read the whole table; the answer follows here.':
    '両方のデータベースがテーブル全体を読んでいます。結果はここに表示します。',
  'What else is running: {0}': 'ほかに実行中のもの: {0}',
  '{0} is not there, so there is nothing to compare {1} with.': '{0} がないため、{1} と比べるものがありません。',
  'Make it: {0}': '作成する: {0}',
  '{0} and {1} have {2} each.': '{0} と {1} はどちらも {2} です。',
  '{0} has {1}, {2} has {3}.': '{0} は {1}、{2} は {3} です。',
  'Equal: {0}.': '一致: {0}。',
  'Equal as far as it goes: {0}: {1}.': '比べられる範囲で一致: {0}: {1}。',
  'Mode append keeps rows that are gone from the source.': 'モード append では、コピー元から消えた行も残ります。',
  'Mode merge keeps rows that are gone from the source, marked ones too, unless deletes says hard.':
    'モード merge では、deletes が hard でない限り、コピー元から消えた行も削除印の付いた行も残ります。',
  'The columns themselves: {0}': '列の比較: {0}',
  'Copy it anew: {0} · the columns: {1} · then: {2}': 'コピーし直す: {0} · 列の比較: {1} · その後: {2}',
  '{0}: source and target are equal, {1}': '{0}: コピー元とコピー先は一致、{1}',
  '{0}: the row counts differ': '{0}: 行数が違います',
  'When the target was published is not known here. Differences may be newer rows of the source.':
    'コピー先の公開日時は分かりません。違いはコピー元の新しい行かもしれません。',
  'The target was published {0}. Differences may be changes in the source since then.':
    'コピー先の公開は {0} です。違いはその後のコピー元の変更かもしれません。',
  '{0} differs: {1}.': '{0} に違いがあります: {1}。',
  '{0} differs: {1}. ({2})': '{0} に違いがあります: {1}。({2})',
  '{0} {1} in the source, {2} in the target': '{0} がコピー元では {1}、コピー先では {2}',
  'another {0}': '{0} が違います',
  'another hash': 'ハッシュが違います',
  'another sum': '合計が違います',
  NULLs: 'NULL の数',
  bytes: 'バイト数',
  hash: 'ハッシュ',
  'smallest value': '最小値',
  'largest value': '最大値',
  // The version before.
  '{0}: put the previous version back?': '{0}: 前の版に戻しますか?',
  'Readers of {0} see the version of {1}, {2}. The one before is of {3}, {4}; it would take its place in one instant, and the present one be kept.':
    '{0} で参照できるのは {1} の版 ({2}) です。前の版は {3} のもの ({4}) です。一瞬で入れ替わり、今の版は保存されます。',
  'A scheduled run publishes new rows all the same: {0} keeps it from that.':
    'スケジュールの実行は新しい行を公開します。止めるには {0} を使ってください。',
  'Nothing has been changed. Do it: {0}': '何も変更していません。実行する: {0}',
  'Put the previous version of {0} back?': '{0} を前の版に戻しますか?',
  'Readers see the {0} of the version before at once, and no longer the {1} of the present one, which is kept. Your name goes into the audit.':
    '前の版の {0} がすぐに参照されるようになり、今の版の {1} は参照されなくなります (保存されます)。あなたの名前が監査に残ります。',
  '{0}: nothing is put back': '{0}: 元に戻せません',
  '{0}: nothing is put back ({1})': '{0}: 元に戻せません ({1})',
  'Nothing was changed. What there is: {0}': '何も変更していません。履歴: {0}',
  '{0}: run {1} is {2}': '{0}: 実行 {1} は {2} です',
  'Nothing is put back while a run of the table is {0}.': 'テーブルの実行が {0} の間は元に戻せません。',
  'Wait for its end, or stop it: {0}': '終わるのを待つか、中止してください: {0}',
  '{0}: the previous version is back, {1}': '{0}: 前の版に戻しました、{1}',
  'Readers of {0} see it since {1}. The version it took the place of is kept: {2} brings that one back.':
    '{0} では {1} から参照できます。入れ替わった版は保存しています。{2} で再び戻せます。',
  'Readers of {0} see the version of {1} since {2}. The version it took the place of is kept: {3} brings that one back.':
    '{0} では {2} から {1} の版が参照できます。入れ替わった版は保存しています。{3} で再び戻せます。',
  'Run {0}. Who did what: {1}': '実行 {0}。操作の記録: {1}',
  // What a month cost.
  '{0} read': '読み取り {0}',
  '{0} billed': '課金 {0}',
  '{0} billed, about {1}': '課金 {0}、概算 {1}',
  '{0} of slot time': 'スロット時間 {0}',
  'The month before: {0} · one run: {1}': '前の月: {0} · 実行別: {1}',
  'Cost in {0}: nothing': '{0} の費用: なし',
  'Cost of {0} in {1}: nothing': '{1} の {0} の費用: なし',
  'Cost in {0}: {1}': '{0} の費用: {1}',
  'Cost of {0} in {1}: {2}': '{1} の {0} の費用: {2}',
  'No run that ended in it was billed by BigQuery. Other databases do not bill for the work of a run.':
    'この月に終わった実行で、BigQuery に課金されたものはありません。ほかのデータベースは実行に課金しません。',
  'The estimate is bytes billed times price_per_tib of the connection; storage, and what other tools ask, is not in it.':
    '概算は、課金されたバイト数に接続の price_per_tib を掛けたものです。ストレージとほかのツールの分は含みません。',
  'Bytes as BigQuery bills them; loads and copies are free. For an estimate in money write price_per_tib into the connection.':
    'BigQuery が課金するバイト数です。ロードとコピーは無料です。金額の概算には、接続に price_per_tib を書いてください。',
  // What nobody reads.
  "Reads since {0} ({1} days), sync-bot's own left out; the job history of BigQuery goes back 180 days at most.":
    '{0} 以降 ({1} 日間) の読み取りです。sync-bot 自身の分は除きます。BigQuery のジョブ履歴は最大 180 日です。',
  'Another span: {0}': '期間を変える: {0}',
  '{0}: everything is read': '{0}: すべて読まれています',
  'All {0} were read in the last {1} days.': '{0} すべてが直近 {1} 日間に読まれています。',
  '{0}: {1} nobody read in {2} days': '{0}: {2} 日間誰も読んでいないもの: {1}',
  'Loaded by sync-bot, read by nobody': 'sync-bot がロードしていて、誰も読んでいないもの',
  'In the same data sets, not loaded by sync-bot, read by nobody':
    '同じデータセットにあり、sync-bot がロードしておらず、誰も読んでいないもの',
  'by people': '手動',
  'a query': 'クエリ',
  'And {0} more.': 'ほか {0} 件。',
  '{0} and {1} more.': '{0}、ほか {1} 件。',
  '{0} ({1} rows, {2})': '{0} ({1} 行、{2})',
  '{0} is read by {1} alone, which nobody reads.': '{0} を読むのは {1} だけで、それも誰も読んでいません。',
  'Next: ask the owner, stop it for a while with {0}, and when nobody missed it take it out of tables.yml and drop the table by hand.':
    '次の手順: 担当者に確認し、{0} でしばらく止めてください。誰も困らなければ tables.yml から外し、テーブルを手動で削除してください。',
  'unused: cannot say who reads {0}': 'unused: {0} を誰が読んでいるか分かりません',
  'unused: no connection is BigQuery': 'unused: BigQuery の接続がありません',
  'unused: {0} is not BigQuery': 'unused: {0} は BigQuery ではありません',
  'What is loaded there: {0}': 'ロードしているもの: {0}',
  'What is loaded: {0}': 'ロードしているもの: {0}',
  'Ask: {0}': '確認する: {0}',
  'Only BigQuery keeps a record of who read which table; PostgreSQL and SQLite do not, so nothing can be said of them.':
    'どのテーブルを誰が読んだかを記録しているのは BigQuery だけです。PostgreSQL と SQLite では分かりません。',
  'Connections that can be asked: {0}.': '確認できる接続: {0}。',
};
