/** Values that are not taken, checks that do not hold, versions that cannot be put back. */
export const FAILURES_ROWS: Readonly<Record<string, string>> = {
  '{0} text encoding': '{0} の文字コード',
  '{0} of {1} holds characters that {2} cannot read or store as text':
    '{1} の {0} に、{2} が文字として扱えないデータがあります',
  'Clean the column at the source (NUL characters, bytes of another character set), or leave it out: exclude: [{0}] in tables.yml.':
    'コピー元で列の値（NUL 文字や別の文字コードのバイト）を直すか、tables.yml の exclude: [{0}] で除外してください。',
  'Duplicate key': 'キーの重複',
  'rows of {0} share a key that has to be unique: {1} ({2})':
    '{0} に、一意であるべきキーが同じ行があります: {1}（{2}）',
  'Look at the source for keys that repeat, or that differ only in case, accents or trailing blanks: these may be one key here.':
    'コピー元に、重複するキーや、大文字小文字、アクセント、末尾の空白だけが違うキーがないか確認してください。コピー先では同じキーと見なされることがあります。',
  'Required value empty': '必須の値が空',
  '{0} of {1} is required but empty in {2} ({3})': '{1} の {0} は必須ですが、{2} で空です（{3}）',
  'Run ALTER TABLE {0} ALTER COLUMN {1} DROP NOT NULL; in {2}, or fill the column at the source.':
    '{2} で ALTER TABLE {0} ALTER COLUMN {1} DROP NOT NULL; を実行するか、コピー元で値を埋めてください。',
  'Fill {0} at the source, or allow NULL for it in {1}.': 'コピー元で {0} を埋めるか、{1} で NULL を許可してください。',
  'Value too long': '値が長すぎる',
  '{0} of {1} holds text longer than {2} allows': '{1} の {0} に、{2} の上限より長い文字列があります',
  'Run ALTER TABLE {0} ALTER COLUMN {1} TYPE text; in {2}, then run the table again.':
    '{2} で ALTER TABLE {0} ALTER COLUMN {1} TYPE text; を実行してから、もう一度実行してください。',
  'Widen {0} in {1}, then run the table again.': '{1} で {0} を広げてから、もう一度実行してください。',
  'Number out of range': '数値が範囲外',
  '{0} of {1} holds a number that does not fit its type in {2}': '{1} の {0} に、{2} の型に収まらない数値があります',
  'Run ALTER TABLE {0} ALTER COLUMN {1} TYPE numeric; in {2}, then run the table again.':
    '{2} で ALTER TABLE {0} ALTER COLUMN {1} TYPE numeric; を実行してから、もう一度実行してください。',
  'Give {0} a wider type in {1}, then run the table again.':
    '{1} で {0} をより広い型にしてから、もう一度実行してください。',
  'Invalid date': '日付が不正',
  '{0} of {1} holds a date that {2} does not know (0000-00-00, or a day that never was)':
    '{1} の {0} に、{2} で扱えない日付（0000-00-00 や実在しない日）があります',
  'Correct the dates at the source, or leave such rows out with where: "{0} >= \'0001-01-01\'" in tables.yml.':
    'コピー元で日付を直すか、tables.yml の where: "{0} >= \'0001-01-01\'" でその行を除いてください。',
  'Value not in list': '一覧にない値',
  '{0} of {1} holds a value that is not in its list in {2}': '{1} の {0} に、{2} の一覧にない値があります',
  'Add the value to the list of {0} in {1}, or make the column text there.':
    '{1} で {0} の一覧に値を追加するか、その列を文字列型にしてください。',
  'Invalid JSON': 'JSON が不正',
  '{0} of {1} holds text that is not valid JSON for {2}': '{1} の {0} に、{2} で JSON として正しくない文字列があります',
  'Correct the text at the source, or make {0} a text column in {1}.':
    'コピー元で文字列を直すか、{1} で {0} を文字列型にしてください。',
  'Wrong type of value': '値の型が違う',
  '{0} of {1} holds a value of another type, or character set, than {2} has for it':
    '{1} の {0} に、{2} と型か文字コードが異なる値があります',
  'Make {0} a text column in {1}, or correct the values at the source.':
    '{1} で {0} を文字列型にするか、コピー元で値を直してください。',
  'Rule broken': '制約違反',
  'a row of {0} breaks {1} of {2}': '{0} の行が {2} の {1} に違反しています',
  'Correct the rows at the source, or drop the rule on {0} in {1} if it is out of date.':
    'コピー元で行を直すか、{1} の {0} の制約が古い場合は削除してください。',
  'Mask not applicable': 'マスクを適用できない',
  '{0} cannot be applied to {1} of {2}: {3} hold a value it is not defined for':
    '{2} の {1} に {0} を適用できません。{3} に対応していない値があります',
  'Set mask: { {0}: redact } in tables.yml (hash, redact and null take every value), or leave the column out with exclude.':
    'tables.yml で mask: { {0}: redact } にするか（hash、redact、null はどの値にも使えます）、exclude で列を除外してください。',
  'Too many rows gone': '行が減りすぎ',
  '{0} lost more rows than max_drop allows: {1}, expected {2}':
    '{0} の行が max_drop を超えて減りました: {1}（期待値は {2}）',
  'Look at the table in the source; publish if the loss is right (and raise max_drop under checks in tables.yml if it will be again), else discard.':
    'コピー元のテーブルを確認してください。減少が正しければ公開し（今後も起こるなら tables.yml の checks の max_drop を上げる）、そうでなければ破棄してください。',
  'Too many rows': '行が増えすぎ',
  '{0} grew by more rows than max_growth allows: {1}, expected {2}':
    '{0} の行が max_growth を超えて増えました: {1}（期待値は {2}）',
  'Look for rows that are there twice in the source; publish if so many are right (and raise max_growth under checks in tables.yml if they will be again), else discard.':
    'コピー元に二重の行がないか確認してください。増加が正しければ公開し（今後も起こるなら tables.yml の checks の max_growth を上げる）、そうでなければ破棄してください。',
  'Too few rows': '行が少なすぎ',
  '{0} has fewer rows than min_rows asks for: {1}, expected {2}':
    '{0} の行が min_rows を下回っています: {1}（期待値は {2}）',
  'Look at the table in the source and at where; publish if so few are right (and lower min_rows under checks in tables.yml), else discard.':
    'コピー元のテーブルと where を確認してください。この行数が正しければ公開し（tables.yml の checks の min_rows を下げる）、そうでなければ破棄してください。',
  'Source without rows': 'コピー元に行がない',
  '{0} has no rows to copy, and an empty table is not published without being asked for':
    '{0} にコピーする行がありません。空のテーブルは指示がない限り公開しません',
  'Look at the table in the source and at where; publish if no rows are right (and add allow_empty: true to the table in tables.yml), else discard.':
    'コピー元のテーブルと where を確認してください。行がないのが正しければ公開し（tables.yml のこのテーブルに allow_empty: true を追加）、そうでなければ破棄してください。',
  'No fresh rows': '新しい行がない',
  '{0} has nothing newer in {1}: {2}, expected {3}': '{0} の {1} に新しい値がありません: {2}（期待値は {3}）',
  'Look whether the source still gets new rows, and whether it is a copy that lags; publish if old rows are right, else discard.':
    'コピー元に新しい行が入っているか、遅れているレプリカではないか確認してください。古いままで正しければ公開し、そうでなければ破棄してください。',
  'Too many empty values': '空の値が多すぎ',
  '{0} of {1} has no value in too many rows: {2}, expected {3}': '{1} の {0} が空の行が多すぎます: {2}（期待値は {3}）',
  'Look at {0} in the source; publish if so many are right (and raise its null_rate in tables.yml), else discard.':
    'コピー元の {0} を確認してください。この数が正しければ公開し（tables.yml の null_rate を上げる）、そうでなければ破棄してください。',
  'Rows that repeat': '行の重複',
  '{0} of {1} is not unique: {2}, expected {3}': '{1} の {0} が一意ではありません: {2}（期待値は {3}）',
  'Look for rows that are there twice in the source; publish if they are right, else discard.':
    'コピー元に二重の行がないか確認してください。正しければ公開し、そうでなければ破棄してください。',
  'Held run expired': '保留の期限切れ',
  'nobody decided about the held run of {0} within {1}: it was discarded':
    '{0} の保留中の実行について {1} 以内に判断がなかったため、破棄しました',
  'Run {0} again and decide when it is held again; hold_for in tables.yml says how long a run waits.':
    '{0} をもう一度実行し、再び保留になったら判断してください。待つ時間は tables.yml の hold_for で決まります。',
  'Held rows out of date': '保留した行が古い',
  'the held rows of {0} cannot be published any more: {1}': '保留中の {0} の行はもう公開できません: {1}',
  'Run {0} again, which reads the source as it is now.': '{0} をもう一度実行してください。今のコピー元を読み直します。',
  'Not as planned': '計画時と違う',
  '{0} is not as it was when the plan was made: {1}; nothing was written':
    '{0} が計画を作った時点と異なります: {1}。何も書き込んでいません',
  'Look at a new plan with /sync plan {0}, and run that one.':
    '/sync plan {0} で新しい計画を確認し、それを実行してください。',
  'sync-bot itself was updated': 'sync-bot が更新された',
  'another run has moved where reading begins': '別の実行により読み取り開始位置が進んだ',
  'connection {0} in tables.yml': 'tables.yml の接続 {0}',
  '{0} in tables.yml': 'tables.yml の {0}',
  'the target': 'コピー先',
  'the target was made meanwhile': 'その間にコピー先が作られた',
  'the target was dropped': 'コピー先が削除された',
  'the primary key of {0}': '{0} の主キー',
  'how rows are published': '公開の方法',
  'column {0} was added in {1}': '{1} に列 {0} が追加された',
  'column {0} was dropped in {1}': '{1} から列 {0} が削除された',
  'column {0} of {1} was {2} and is {3}': '{1} の列 {0} が {2} から {3} に変わった',
  'nobody knows plan {0} any more': '計画 {0} はもう残っていません',
  'No version to put back': '戻せる版がない',
  'there is no previous version of {0} to put back: {1}': '{0} には戻せる前の版がありません: {1}',
  'Correct the source (of a model, its SQL) and run the table again; a version is kept by mode replace with keep_previous: 1, from the second run on.':
    'コピー元（モデルの場合は SQL）を直して、もう一度実行してください。版は mode: replace で keep_previous: 1 のとき、2 回目の実行から残ります。',
  'Target not as published': 'コピー先が公開時と違う',
  '{0} is not what sync-bot published last: {1}': '{0} は sync-bot が最後に公開した内容と異なります: {1}',
  'Look at what was changed in {0}, put it into the source where it is needed, then run the table again.':
    '{0} の何が変わったか確認し、必要ならコピー元に反映してから、もう一度実行してください。',
  'Version before a mask': 'マスク前の版',
  'the previous version of {0} would bring back what tables.yml hides now: {1}':
    '{0} の前の版に戻すと、今は tables.yml で隠しているデータが見えてしまいます: {1}',
  'Run {0} again instead, which reads the source under the masks of today.':
    '代わりに {0} をもう一度実行してください。今のマスクでコピー元を読みます。',
  'Row counts differ': '行数が不一致',
  'not every row of {0} arrived: {1}, but {2}; nothing was published':
    '{0} の全行が届いていません: {1}、{2}。何も公開していません',
  'Run the table again; if the counts differ again, look for triggers or rules on the tables in {0}.':
    'もう一度実行してください。また不一致になる場合は、{0} のテーブルにトリガーやルールがないか確認してください。',
  'Figures differ': '集計値が不一致',
  '{0} of {1} did not arrive as it was read: {2}, but {3}; nothing was published':
    '{1} の {0} が読み取ったとおりに届いていません: {2}、{3}。何も公開していません',
  'Run the table again; if it differs again, look for triggers and rules that change new tables in the destination, and report it with the type of {0}.':
    'もう一度実行してください。また不一致になる場合は、コピー先で新しいテーブルを変更するトリガーやルールがないか確認し、{0} の型を添えて報告してください。',
};
