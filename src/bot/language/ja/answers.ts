/** Answers to commands that change something: runs that were asked for, pauses, columns and changes of tables.yml. */
export const ANSWERS: Readonly<Record<string, string>> = {
  // Runs that were asked for.
  '{0} is run {1}.': '{0} は実行 {1} です。',
  '{0} are runs {1}.': '{0} は実行 {1} です。',
  '{0} reads what is there: {1} has not succeeded today.':
    '{0} は今あるデータを読みます。{1} は今日まだ成功していません。',
  '{0} reads what is there: {1} have not succeeded today.':
    '{0} は今あるデータを読みます。{1} は今日まだ成功していません。',
  '{0} has a run already: run {1}, {2}, asked for by {3} {4}. No second one was started.':
    '{0} にはすでに実行 {1} があります ({2}、依頼者 {3}、{4})。新しい実行は開始していません。',
  'Decide first about {0}: {1}.': '先に {0} を判断してください: {1}。',
  'Decide first: {0} or {1}.': '先に判断してください: {0} または {1}。',
  'Decide first: {0} or {1}': '先に判断してください: {0} または {1}',
  '{0}: sync-bot is shutting down and starts nothing new. Ask again in a minute.':
    '{0}: sync-bot は終了処理中のため、新しい実行は開始しません。1 分後にもう一度お試しください。',
  'Started {0}': '{0} を開始しました',
  'Not started: shutting down': '開始していません: 終了処理中です',
  'Already running': 'すでに実行中です',
  'Not started: {0} is held': '開始していません: {0} は保留中です',
  'Not started: {0} are held': '開始していません: {0} は保留中です',
  'Follow: {0}': '経過を見る: {0}',
  'Follow: {0} · stop: {1}': '経過を見る: {0} · 中止する: {1}',
  'I cannot post here ({0}), so the run is followed in {1}.':
    'ここには投稿できないため ({0})、実行の経過は {1} に投稿します。',
  'I cannot post here ({0}): the run goes on without a message. Invite me to this channel to see the next one.':
    'ここには投稿できません ({0})。実行はメッセージなしで続きます。次回から見るには、このチャンネルに招待してください。',
  'Slack did not confirm the first try: this message may be here twice.':
    'Slack が最初の送信を確認しなかったため、このメッセージは 2 つあるかもしれません。',
  'This could not be posted in {0} ({1}). Invite me there, or name another channel in tables.yml.':
    '{0} には投稿できませんでした ({1})。招待するか、tables.yml で別のチャンネルを指定してください。',
  // Canceling.
  '{0}: canceling run {1}': '{0}: 実行 {1} を中止しています',
  'The statement is being stopped on the server and the staging table dropped. The table keeps the rows it has now.':
    'サーバー上の文を止め、ステージングテーブルを削除しています。テーブルの今の行はそのままです。',
  'See how it ended: {0} · start over: {1}': '結果を見る: {0} · やり直す: {1}',
  '{0}: run {1} is over already': '{0}: 実行 {1} はすでに終わっています',
  'It ended as {0}, {1}; there is nothing to cancel.': '結果は {0} です ({1})。中止するものはありません。',
  '{0}: no run to cancel': '{0}: 中止する実行はありません',
  'Nothing is running now.': '現在実行中のものはありません。',
  'Not over yet: {0}.': '終わっていない実行: {0}。',
  'Earlier runs: {0}': '以前の実行: {0}',
  // Pausing.
  '{0}: paused': '{0}: 一時停止しました',
  '{0} starts by no schedule until {1}: {2}': '{0} は {1} までスケジュールでは開始しません: {2}',
  'Asked by {0}. People can still run it: {1} · lift it: {2}': '依頼者 {0}。手動では実行できます: {1} · 再開する: {2}',
  '{0}: resumed': '{0}: 再開しました',
  '{0}: not paused': '{0}: 一時停止していません',
  '{0} was paused by {1}: {2}. Its schedule starts it again.':
    '{0} は {1} が一時停止していました: {2}。スケジュールでの開始に戻ります。',
  '{0} was not paused.': '{0} は一時停止していませんでした。',
  'When it runs next: {0} · do not wait: {1}': '次回の予定: {0} · 今すぐ実行: {1}',
  // Roles.
  'You may not use {0}: it needs the role {1}': '{0} は実行できません: {1} の役割が必要です',
  'Nobody has this role yet.': 'この役割の人はまだいません。',
  'These people have it: {0}.': 'この役割の人: {0}。',
  'To be added, put your Slack user id under {0} in tables.yml.':
    '追加するには、tables.yml の {0} に Slack のユーザー ID を書いてください。',
  'Open to everybody: {0}, {1}, {2}': '誰でも使えるもの: {0}、{1}、{2}',
  // Columns.
  'an e-mail address': 'メールアドレス',
  'a phone number': '電話番号',
  'a postal address': '住所',
  'a postal code': '郵便番号',
  'a card number': 'カード番号',
  'a My Number': 'マイナンバー',
  "a person's name": '人名',
  'a birthday': '生年月日',
  'looks like {0} by its name': '列名から {0} と思われます',
  'looks like {0} by its name and by {1} of {2} sampled values':
    '列名とサンプル {2} 件中 {1} 件の値から {0} と思われます',
  'looks like {0} by {1} of {2} sampled values': 'サンプル {2} 件中 {1} 件の値から {0} と思われます',
  '{0}: held – {1} looks like personal data': '{0}: 保留中 – {1} が個人情報と思われます',
  '{0}: held – {1} look like personal data': '{0}: 保留中 – {1} が個人情報と思われます',
  '{0}: nobody has decided yet how it is copied. Nothing of the table was copied.':
    '{0}: コピー方法がまだ決まっていません。このテーブルは何もコピーしていません。',
  '{0}: nobody has decided yet how they are copied. Nothing of the table was copied.':
    '{0}: コピー方法がまだ決まっていません。このテーブルは何もコピーしていません。',
  '{0}: mask each column, exclude it, or say that it is fine. That is written into tables.yml, and the run goes on by itself when all are decided.':
    '{0}: 列ごとに、マスクする、除外する、問題なしとする、のいずれかを選んでください。tables.yml に書き込まれ、すべて決まると実行は自動で続きます。',
  '{0} where nobody decides': '{0} (誰も判断しない場合)',
  'Run {0}, held since {1}. Decide: {2} · stop it: {3}': '実行 {0}、{1} から保留中。判断: {2} · 中止する: {3}',
  'And {0}, asked next; all of them: {1}': '{0} は続けて確認します。一覧: {1}',
  '{0}: new in the source – {1}': '{0}: コピー元に新しい列 – {1}',
  '{0}: mask it, add it as it is, or ignore it. That is written into tables.yml and holds from the next run on.':
    '{0}: マスクする、そのまま追加する、無視する、のいずれかを選んでください。tables.yml に書き込まれ、次の実行から有効です。',
  '{0}: mask each, add it as it is, or ignore it. That is written into tables.yml and holds from the next run on.':
    '{0}: 列ごとに、マスクする、そのまま追加する、無視する、のいずれかを選んでください。tables.yml に書き込まれ、次の実行から有効です。',
  'Found by run {0}, {1}, which left it out and went on. Asked once; still open: {2}':
    '実行 {0} で見つかりました ({1})。対象外として続行しました。確認は 1 回だけです。未判断の一覧: {2}',
  'Found by run {0}, {1}, which left them out and went on. Asked once; still open: {2}':
    '実行 {0} で見つかりました ({1})。対象外として続行しました。確認は 1 回だけです。未判断の一覧: {2}',
  'is new in the source; the target does not have it yet.': 'はコピー元の新しい列です。コピー先にはまだありません。',
  'is new in the source and {0}.': 'はコピー元の新しい列です。{0}。',
  'new in the source, and left out until somebody decides: {0}.':
    'コピー元に新しい列があり、判断されるまで対象外です: {0}。',
  '{0}.{1}: which mask?': '{0}.{1}: どのマスクにしますか?',
  'a keyed hash: equal values stay equal': '鍵付きハッシュ (同じ値は同じまま)',
  '[redacted]': '[redacted] という文字',
  '***@ and the domain': '***@ とドメイン',
  'stars and the last four characters': '* と末尾 4 文字',
  'the year of the date': '日付の年',
  'Nothing was changed. In words: {0}': '何も変更していません。コマンド: {0}',
  '{0} is masked ({1})': '{0} をマスクします ({1})',
  '{0} is left out': '{0} を除外します',
  '{0} is copied as it is': '{0} をそのままコピーします',
  // Changes of tables.yml.
  'Change {0}': '変更 {0}',
  'Change {0}, read by sync-bot already. All changes: {1}': '変更 {0}。sync-bot は読み込み済みです。変更の一覧: {1}',
  'Run {0} goes on by itself.': '実行 {0} は自動で続きます。',
  'Still to be decided: {0}.': '残りの判断待ち: {0}。',
  'It holds from the next run on.': '次の実行から有効です。',
  '{0}.{1}: change {2} is undone': '{0}.{1}: 変更 {2} を取り消しました',
  '{0}.{1}: change {2} is undone already': '{0}.{1}: 変更 {2} はすでに取り消されています',
  'What the next run would do: {0} · decide again: {1}, which asks':
    '次の実行の内容: {0} · 判断し直す: {1} (確認があります)',
  'There is no change {0}': '変更 {0} はありません',
  'All changes: {0}': '変更の一覧: {0}',
  'All changes: {0} · who did what: {1}': '変更の一覧: {0} · 操作の記録: {1}',
  '{0}: nothing to do': '{0}: することはありません',
  'masked ({0})': 'マスク ( {0} )',
  'copied as it is': 'そのままコピー',
  'It is decided already: {0}.': 'すでに決まっています: {0}。',
  'To decide otherwise, undo the change: {0} · or edit tables.yml':
    '変えるには変更を取り消すか ({0})、tables.yml を編集してください',
  '{0}: not found': '{0}: 見つかりません',
  'Nothing of that name waits for a decision.': 'その名前の判断待ちはありません。',
  'These wait for a decision: {0}.': '判断待ち: {0}。',
  'What waits: {0} · what was changed: {1}': '判断待ち: {0} · 変更の一覧: {1}',
  'What waits for a decision: {0}': '判断待ち: {0}',
  '{0}: tables.yml was not changed': '{0}: tables.yml は変更していません',
  'Why: {0}.': '理由: {0}。',
  'Add this by hand': '手動で追加してください',
  'A running bot reads the file again by itself. See then: {0}':
    '起動中のボットはファイルを自動で読み直します。その後の確認: {0}',
  'No changes of tables.yml from here': 'ここからの tables.yml の変更はありません',
  'No changes of tables.yml of {0} from here': 'ここからの tables.yml の変更はありません ({0})',
  '{0} of tables.yml': 'tables.yml の {0}',
  '{0} of tables.yml of {1}': 'tables.yml の {0} ({1})',
  '{0}: {1} {2}, by {3} {4}': '{0}: {1} {2} ({3}、{4})',
  '{0}, undone by {1}': '{0}、{1} が取り消し',
  'Take one back: {0} · who did what: {1}': '取り消す: {0} · 操作の記録: {1}',
  'not masked': 'マスクなし',
  '{0} → mask {1}': '{0} → マスク {1}',
  'taken out of columns': 'columns から削除',
  excluded: '除外',
  'to be copied as it is': 'そのままコピー',
  'Written into {0}, line {1}.': '{0} の {1} 行目に書き込みました。',
  '{0}, line {1}': '{0} {1} 行目',
};
