/** What a database does not find, does not take, or has no room for. */
export const FAILURES_TABLES: Readonly<Record<string, string>> = {
  // Doctor.
  '{0} is not there, or the bot may not see it': '{0} が存在しないか、ボットに閲覧権限がありません',
  "Grant the bot's user the right to read {0}, or correct its name in tables.yml.":
    'ボットのユーザーに {0} の読み取り権限を付与するか、tables.yml の名前を直してください。',
  'Source table missing': 'コピー元のテーブルがない',
  'there is no table {0} in {1} ({2}){3}': '{1} にテーブル {0} がありません（{2}）{3}',
  'Set from: {0} for this table in tables.yml if it was renamed, or take the table out of tables.yml.':
    '名前が変わった場合は tables.yml でこのテーブルに from: {0} を設定し、不要なら tables.yml から外してください。',
  'Destination table missing': 'コピー先のテーブルがない',
  'there is no {0} in {1} ({2})': '{1} に {0} がありません（{2}）',
  '{0}, its staging table or {1} is not in {2} at stage {3} ({4})':
    '段階 {3} で、{0} かそのステージングテーブルか {1} が {2} に見つかりません（{4}）',
  '{0} or its staging table vanished from {1} at stage {2}':
    '段階 {2} で、{0} かそのステージングテーブルが {1} からなくなりました',
  'Correct project and dataset of {0} in tables.yml, or make the data set in the Google Cloud console: sync-bot makes tables, never data sets.':
    'tables.yml で {0} の project と dataset を直すか、Google Cloud コンソールでデータセットを作成してください。sync-bot はテーブルは作りますが、データセットは作りません。',
  'Check that the data set is there and that location of {0} in tables.yml is its location; if it is, find out what else drops tables in it, then run the table again.':
    'データセットがあり、tables.yml の {0} の location がそのロケーションと一致するか確認してください。一致する場合は、他に何がテーブルを削除しているか調べてから、もう一度実行してください。',
  'Find out what else drops or renames tables in {0}, then run the table again: it is made anew.':
    '{0} で他に何がテーブルを削除または改名しているか調べてから、もう一度実行してください。テーブルは新しく作られます。',
  'Source column missing': 'コピー元の列がない',
  '{0} does not have every column that its entry in tables.yml names{1} ({2})':
    'tables.yml に書かれた列の一部が {0} にありません（{2}）{1}',
  'Use only columns the table has{0} in columns, mask and where ({1}).':
    'columns、mask、where にはテーブルにある列 {0} だけを使ってください（{1}）。',
  'Destination column missing': 'コピー先の列がない',
  '{0} in {1} lost a column at stage {2}': '段階 {2} で、{1} の {0} から列がなくなりました',
  'Find out what else alters {0} in {1}, then run the table again.':
    '{1} の {0} を他に何が変更しているか調べてから、もう一度実行してください。',
  'Source schema missing': 'コピー元のスキーマがない',
  '{0} has no schema for {1} ({2})': '{0} に {1} のスキーマがありません（{2}）',
  'Correct schema of {0}, or the schema in from: of the table, in tables.yml.':
    'tables.yml で {0} の schema か、テーブルの from: のスキーマを直してください。',
  'Destination schema missing': 'コピー先のスキーマがない',
  '{0} has no schema to put {1} into': '{0} に {1} を入れるスキーマがありません',
  'Run CREATE SCHEMA {0}; there, or correct schema of {1} in tables.yml.':
    'そこで CREATE SCHEMA {0}; を実行するか、tables.yml の {1} の schema を直してください。',
  'Bad where clause': 'where の誤り',
  '{0} does not understand the where of {1} ({2})': '{0} が {1} の where を解釈できません（{2}）',
  'Correct the where at {0} as SQL of {1}: it stands after WHERE, without that word and without a semicolon.':
    '{0} の where を {1} の SQL として直してください。WHERE の後に置かれる部分で、WHERE という語とセミコロンは書きません。',
  'Source disk full': 'コピー元のディスクが満杯',
  '{0} ran out of disk or temporary space while {1} was read':
    '{1} を読んでいる間に {0} のディスクか一時領域が足りなくなりました',
  'Tell the DBA of {0} now: other queries suffer too; run the table again when there is room.':
    '他のクエリにも影響するので、すぐに {0} の DBA に知らせ、空きができてからもう一度実行してください。',
  'Destination disk full': 'コピー先のディスクが満杯',
  '{0} has no room left for {1} ({2})': '{0} に {1} の空き容量がありません（{2}）',
  'Free disk space where {0} lies, or raise max_size of {1} in tables.yml if it has one, then run the table again.':
    '{0} のあるディスクの空きを増やすか、tables.yml に {1} の max_size があれば上げてから、もう一度実行してください。',
  'Free or add disk space on {0}, then run the table again: it needs room for a second copy of the table.':
    '{0} のディスクの空きを増やしてから、もう一度実行してください。テーブルもう 1 つ分の容量が必要です。',
  '{0} out of memory': '{0} のメモリ不足',
  '{0} ran out of memory over a statement for {1}': '{1} の SQL で {0} のメモリが足りなくなりました',
  'Tell the DBA of {0}, and move the schedule of the table off-peak.':
    '{0} の DBA に知らせ、混雑しない時間にスケジュールを移してください。',
  '{0} file damaged': '{0} のファイルが破損',
  '{0} or a file under it is damaged, or is no database ({1})':
    '{0} かその下のファイルが壊れているか、データベースではありません（{1}）',
  'Check that path of {0} names a SQLite file, then run PRAGMA integrity_check; in it and restore it from a backup if that complains.':
    '{0} の path が SQLite のファイルを指しているか確認し、PRAGMA integrity_check; を実行してください。異常があればバックアップから復元してください。',
  'Tell the DBA of {0} at once, and do not run the table again before the damage is known.':
    'すぐに {0} の DBA に知らせ、破損の内容がわかるまで実行しないでください。',
  'Source file missing': 'コピー元のファイルがない',
  '{0} is not there or cannot be opened ({1})': '{0} がないか、開けません（{1}）',
  'Check that the producer of {0} has run, and that path of {1} in tables.yml names it (relative to tables.yml).':
    '{0} を作る処理が動いたか、tables.yml の {1} の path（tables.yml からの相対パス）が正しいか確認してください。',
  'Destination folder missing': 'コピー先のフォルダーがない',
  '{0} cannot be made or opened ({1})': '{0} を作成することも開くこともできません（{1}）',
  'Make the folder of {0}, or correct path of {1} in tables.yml (relative to tables.yml).':
    '{0} のフォルダーを作るか、tables.yml の {1} の path（tables.yml からの相対パス）を直してください。',
  'Column gone from source': 'コピー元から列が消えた',
  '{0} of {1} has {2} no more, and its target still has it':
    '{1} の {0} に {2} がもうありませんが、コピー先には残っています',
  'Add accept_changes: [{0}] to the table in tables.yml to let it go with the values in the target; else bring the column back in the source.':
    'コピー先の値ごと消してよければ tables.yml のこのテーブルに accept_changes: [{0}] を追加し、そうでなければコピー元に列を戻してください。',
  'Column of another type': '列の型が変わった',
  '{0} of {1} in {2} has another type than its target can hold':
    '{2} の {1} の {0} が、コピー先に入らない型になっています',
  'Add accept_changes: [{0}] to the table in tables.yml to take the new type, or read from a view that casts it back.':
    '新しい型でよければ tables.yml のこのテーブルに accept_changes: [{0}] を追加し、そうでなければ元の型に変換するビューから読んでください。',
  'Columns to decide about': '判断待ちの列がある',
  'columns of {0} look like personal data, and nobody has decided about them{1}; nothing was copied':
    '個人情報らしい列の扱いがまだ決まっていません: {0}{1}。何もコピーしていません',
  'Tell with the buttons or with /sync column what shall be done with each: mask it, exclude it, or copy it as it is.':
    'それぞれをマスクするか、除外するか、そのままコピーするかを、ボタンか /sync column で指定してください。',
  'Leftover in destination': 'コピー先に残り物がある',
  'something of the name that {0} needs is already in {1}': '{0} に必要な名前のものが、すでに {1} にあります',
  'Look for a table left by an earlier run of {0} in {1}, drop it, then run the table again.':
    '{0} の以前の実行が {1} に残したテーブルを探して削除してから、もう一度実行してください。',
  'Other columns in target': 'コピー先の列が違う',
  '{0} in {1} has other columns than the sync, and things around it that a new table would lose':
    '{1} の {0} は列が同期と異なり、作り直すと失われる設定も付いています',
  'Change the columns of {0} to match, or drop what hangs on it, then run the table again.':
    '{0} の列を合わせるか、付いている設定を外してから、もう一度実行してください。',
  'Target without replica identity': 'コピー先に REPLICA IDENTITY がない',
  '{0} in {1} is published for replication and does not say what identifies a row':
    '{1} の {0} はレプリケーションで公開されていますが、行を識別するものが決められていません',
  'Give {0} a primary key or run ALTER TABLE {1} REPLICA IDENTITY FULL; then run the table again.':
    '{0} に主キーを付けるか ALTER TABLE {1} REPLICA IDENTITY FULL; を実行してから、もう一度実行してください。',
};
