/** Who may do what, requests for approval, the freeze. */
export const PERMITS: Readonly<Record<string, string>> = {
  // The audit and its file.
  'see who did what, and who was not let': '誰が何をしたか、何が断られたかを見る',
  '@kim or me shows what one person asked for, tag:core or user_* what was asked of these tables':
    '@kim や me はその人の操作を、tag:core や user_* はそのテーブルへの操作を表示します',
  '--csv gives all of it as a file for a spreadsheet': '--csv は全件を表計算用のファイルで出力します',
  'Audit of {0} days': '{0} 日間の監査',
  '{0} lines: who asked for what, and what was decided': '{0} 行: 誰が何を依頼し、どう判断されたか',
  decision: '判断',
  allowed: '許可',
  denied: '拒否',
  'needs approval': '承認待ち',
  approved: '承認',
  expired: '期限切れ',
  'Times are in {0}. All of it as a file: {1} · one run: {2}': '時刻は {0} です。全件のファイル: {1} · 実行別: {2}',
  'Times are in {0}. {1} older left out; all of it as a file: {2} · one run: {3}':
    '時刻は {0} です。それより前の {1} 件は省略しました。全件のファイル: {2} · 実行別: {3}',
  '{0} did nothing in the last {1}': '直近 {1} に {0} の操作はありません',
  'What {0} did in the last {1}: {2}': '直近 {1} の {0} の操作: {2}',
  // Commands.
  'let no run start, of anybody': 'すべての実行の開始を止める',
  'What is running ends as usual; schedules are skipped and written down; tries and held runs wait':
    '実行中のものは通常どおり終わります。スケジュールはスキップして記録し、再試行と保留中の実行は待ちます',
  'freeze off says which schedules were missed and offers to run them; none is made up for by itself':
    'freeze off は逃したスケジュールを示し、実行するか確認します。自動では実行しません',
  'on or off? Words about it go behind --why': 'on と off のどちらですか? 理由は --why の後に書いてください',
  'ask in this channel for what you may not do yourself': '自分ではできないことをこのチャンネルで依頼する',
  'Whoever may presses the button under it, and does it in their own name':
    '権限のある人がボタンを押し、その人の名前で実行します',
  'what? Put the command in quotes': '何を依頼しますか? コマンドを引用符で囲んでください',
  'the command is too long for a button': 'コマンドがボタンには長すぎます',
  'this is not a command; help lists them all': 'これはコマンドではありません。一覧は help で確認できます',
  'see what waits for approval': '承認待ちを見る',
  'let what another person asked for be done': 'ほかの人の依頼を承認する',
  'It is done at once, in the name of who asked, who never approves it themselves':
    '依頼者の名前ですぐに実行します。依頼者自身は承認できません',
  'which request? requests lists them with their numbers': 'どの依頼ですか? 番号は requests で確認できます',
  'say no to what another person asked for': 'ほかの人の依頼を却下する',
  // Who may not.
  'Nobody has the role {0} yet: ids of people and user groups go under {1} in tables.yml.':
    '{0} の役割の人はまだいません。tables.yml の {1} に人やユーザーグループの ID を書いてください。',
  'These may: {0}.': '実行できる人: {0}。',
  'Ask one of them to say {0}. Open to everybody: {1}, {2}, {3}':
    'どなたかに {0} の実行を依頼してください。誰でも使えるもの: {1}、{2}、{3}',
  'Try again': 'やり直す',
  'Ask for it here': 'ここで依頼する',
  'Not now: {0} needs to know who you are': '今は実行できません: {0} には本人の確認が必要です',
  'You may look, but not {0}': '閲覧はできますが、{0} は実行できません',
  'You are a guest of this workspace; guests may look and change nothing, whatever tables.yml says.':
    'このワークスペースのゲストです。tables.yml の設定にかかわらず、ゲストは閲覧だけができます。',
  'Your account is of another company; people of other companies may look and change nothing, whatever tables.yml says.':
    '社外のアカウントです。tables.yml の設定にかかわらず、社外の人は閲覧だけができます。',
  'This account is deactivated; it may look and change nothing.': '無効化されたアカウントです。閲覧だけができます。',
  'This account is an app and no person; it may look and change nothing.':
    '人ではなくアプリのアカウントです。閲覧だけができます。',
  'Slack does not answer who you are or which user groups you are in, so nothing was changed. Looking works. Try again in a minute.':
    'あなたが誰か、どのユーザーグループに属するかを Slack に確認できないため、何も変更していません。閲覧はできます。1 分後にもう一度お試しください。',
  'Wanted: {0}': '依頼: {0}',
  '{0} asks for this and may not do it.': '{0} からの依頼です。本人には実行する権限がありません。',
  'Whoever presses the button does it in their own name. In words: {0}':
    'ボタンを押した人の名前で実行します。コマンド: {0}',
  'Do it': '実行する',
  'Do it now?': '今すぐ実行しますか?',
  'In your name: {0}': 'あなたの名前で実行: {0}',
  'Not now': '今はしない',
  'Say it: {0}': 'コマンド: {0}',
  'You may do this yourself': 'ご自身で実行できます',
  'everybody who is no guest': 'ゲスト以外の全員',
  'whoever speaks in {0}': '{0} で発言する人',
  '{0}, approved by {1}': '{0} (承認: {1})',
  // The freeze.
  'Frozen by {0} since {1}: nothing starts until {2}. Why: {3}':
    '{0} が {1} から凍結中です。{2} まで何も開始しません。理由: {3}',
  '{0} froze everything at {1}: {2}': '{0} が {1} にすべてを凍結しました: {2}',
  'An admin lifts it: {0}. What is running goes on: {1}': '解除は admin: {0}。実行中のものは続きます: {1}',
  'Nothing was started: everything is frozen': '何も開始していません: すべて凍結中です',
  'Nothing is running. Schedules are skipped and written down; what waits for another try waits on.':
    '実行中のものはありません。スケジュールはスキップして記録し、再試行待ちは待ち続けます。',
  '{0} under way will end as usual. Schedules are skipped and written down; what waits for another try waits on.':
    '進行中の {0} は通常どおり終わります。スケジュールはスキップして記録し、再試行待ちは待ち続けます。',
  'Lift it: {0} · what is running: {1}': '解除する: {0} · 実行中のもの: {1}',
  'Everything is frozen: no run starts': 'すべて凍結中: 実行は開始されません',
  'Run these {0} now': 'これら {0} 件を今すぐ実行',
  'Lifted by {0}; frozen by {1} since {2}: {3}': '{0} が解除しました。{1} が {2} から凍結していました: {3}',
  'No schedule was missed.': '逃したスケジュールはありません。',
  '{0} scheduled run': '予定の実行 {0} 件',
  '{0} scheduled runs': '予定の実行 {0} 件',
  '{0} missed {1}; nothing is made up for by itself. Each runs at its next time, or now if you say so.':
    '{0} で {1} を逃しました。自動では実行しません。次の予定時刻に実行されます。今すぐ実行もできます。',
  'When each runs next: {0} · how tables stand: {1}': '次回の予定: {0} · テーブルの状態: {1}',
  'The freeze is over: runs start again': '凍結を解除しました: 実行を再開します',
  'Stop everything from starting: {0}': 'すべての開始を止める: {0}',
  'Nothing is frozen': '凍結されていません',
  'Lift it: {0}': '解除する: {0}',
  'Frozen already': 'すでに凍結中です',
  // Why a request is needed.
  '{0}: nobody can tell how many rows; more than {1} need another person':
    '{0}: 行数が分かりません。{1} を超える場合は別の人の承認が必要です',
  '{0}: about {1} rows; more than {2} need another person':
    '{0}: 約 {1} 行です。{2} を超える場合は別の人の承認が必要です',
  '{0}: no end to the days; more than {1} days need another person':
    '{0}: 期間の終わりがありません。{1} 日を超える場合は別の人の承認が必要です',
  '{0}: {1} days; more than {2} days need another person':
    '{0}: {1} 日間です。{2} 日を超える場合は別の人の承認が必要です',
  '{0}: it is {1}; from {2} another person is needed': '{0}: 現在 {1} です。{2} は別の人の承認が必要です',
  '{0} has the tag {1}; what is changed of it needs another person':
    '{0} にはタグ {1} が付いています。変更には別の人の承認が必要です',
  // Requests.
  'A workflow cannot ask for approval': 'ワークフローからは承認を依頼できません',
  'Who asks is chosen in the workflow, so nobody can know who agrees to whom. Type the command in Slack instead.':
    '依頼者はワークフローの設定で決まるため、誰が誰の依頼を承認するのかを確かめられません。代わりに Slack でコマンドを入力してください。',
  'Not yet: request {0} needs another person': 'まだ実行していません: 依頼 {0} には別の人の承認が必要です',
  '{0} waits until somebody else agrees, at most until {1}.': '{0} は別の人の承認を待っています (期限 {1})。',
  'Nobody may approve it: ids of people and user groups go under {0} in tables.yml.':
    '承認できる人がいません。tables.yml の {0} に人やユーザーグループの ID を書いてください。',
  'These may approve: {0}.': '承認できる人: {0}。',
  'These may approve, and {0} is told: {1}.': '承認できる人 ({0} にも通知します): {1}。',
  'Once it is approved it is done in your name. All that wait: {0} · what it would do: {1}':
    '承認されると、あなたの名前で実行します。承認待ち: {0} · 実行内容の確認: {1}',
  '{0} asks for {1}': '{0} が {1} を依頼しています',
  'and {0} more tables': 'ほか {0} テーブル',
  'Expires {0}. May approve: {1}; never who asked.': '期限 {0}。承認できる人: {1} (依頼者自身は不可)。',
  'In words: {0} or {1} · what it would do: {2}': 'コマンド: {0} または {1} · 実行内容の確認: {2}',
  'All that wait: {0} · who decided what: {1}': '承認待ち: {0} · 判断の記録: {1}',
  'All that wait: {0}': '承認待ち: {0}',
  'Approval needed: {0} (request {1})': '承認待ち: {0} (依頼 {1})',
  'Approved: {0} (request {1})': '承認済み: {0} (依頼 {1})',
  'Denied: {0} (request {1})': '却下: {0} (依頼 {1})',
  'Expired: {0} (request {1})': '期限切れ: {0} (依頼 {1})',
  'Approve this?': '承認しますか?',
  'It is done at once: {0}': 'すぐに実行します: {0}',
  Deny: '却下',
  Table: 'テーブル',
  'Rows, about': '行数 (概算)',
  'Took the last time': '前回の所要時間',
  'Billed the last time': '前回の課金',
  'Unlike its schedule': 'スケジュールとの違い',
  'Nobody answered until {0}.': '{0} までに誰も回答しませんでした。',
  'Denied by {0}, {1}.': '{0} が却下しました ({1})。',
  'Denied by {0}, {1}: {2}': '{0} が却下しました ({1}): {2}',
  'Approved by {0}, {1}.': '{0} が承認しました ({1})。',
  'Nothing was started: it was refused in the end. Ask again.':
    '何も開始していません。最終的に拒否されました。もう一度依頼してください。',
  'It is done.': '実行しました。',
  'Started: {0}.': '開始: {0}。',
  'tables.yml says something else of it since it was asked for, so nobody can agree to it any more. Ask again.':
    '依頼の後に tables.yml が変わったため、承認できません。もう一度依頼してください。',
  'Who asked may not do it any more, so nobody can agree to it.':
    '依頼者に実行の権限がなくなったため、承認できません。',
  'There is no request {0}': '依頼 {0} はありません',
  'Request {0} is yours: it takes another person.': '依頼 {0} はご自身のものです。別の人の承認が必要です。',
  'Take it back: {0} · all that wait: {1}': '取り下げる: {0} · 承認待ち: {1}',
  'Nobody approves what they asked for themselves': '自分の依頼は承認できません',
  'Request {0} waits no more': '依頼 {0} はもう承認待ちではありません',
  'Request {0} is not what it was': '依頼 {0} は依頼時と内容が変わっています',
  'Request {0} has nobody left to do it for': '依頼 {0} の依頼者は実行できなくなっています',
  'Not now: Slack does not answer who asked for request {0}':
    '今は承認できません: 依頼 {0} の依頼者を Slack に確認できません',
  'Whether they still may is not known. The request waits on; try again in a minute.':
    '権限が残っているか分かりません。依頼は待ち続けます。1 分後にもう一度お試しください。',
  'Request {0} is approved in Slack': '依頼 {0} は Slack で承認してください',
  'Only there it is known whether who asked still may. From here you can do the same yourself.':
    '依頼者に権限が残っているかは Slack でしか分かりません。ここからはご自身で同じことを実行できます。',
  'In your own name: {0}': 'ご自身の名前で: {0}',
  'Request {0} approved: {1}': '依頼 {0} を承認しました: {1}',
  'For {0}: {1}': '依頼者 {0}: {1}',
  'Request {0} is denied': '依頼 {0} を却下しました',
  '{0} asked for {1}; nothing is started.': '{0} の依頼 {1} は却下され、何も開始しません。',
  '{0} asked for {1}; nothing is started: {2}': '{0} の依頼 {1} は却下され、何も開始しません: {2}',
  'What was asked for and decided: {0}': '依頼と判断の記録: {0}',
  'No request waits for approval': '承認待ちの依頼はありません',
  '1 request waits for approval': '承認待ちの依頼が 1 件あります',
  '{0} requests wait for approval': '承認待ちの依頼が {0} 件あります',
  '{0}: {1} asks for {2}, until {3}': '{0}: {1} が {2} を依頼 (期限 {3})',
  'Decide: {0} or {1}': '判断: {0} または {1}',
  'Deny {0}': '{0} を却下',
  'Approve {0}': '{0} を承認',
  '{0}, {1}: {2}': '{0}、{1}: {2}',
};
