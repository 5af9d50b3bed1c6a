/** Who may what: refusals, requests for approval, the freeze, and the audit. */
export const PERMITS: Readonly<Record<string, string>> = {
  // Somebody may not.
  'Nobody has the role {0} yet: ids of people and user groups go under {1} in tables.yml.':
    'まだ {0} の役割の人がいません。tables.yml の {1} に、人またはユーザーグループの ID を書いてください。',
  'These may: {0}.': '実行できる人: {0}。',
  'Ask one of them to say {0}. Open to everybody: {1}, {2}, {3}':
    'このうちの誰かに {0} を頼んでください。誰でも使えるもの: {1}, {2}, {3}',
  'Not now: {0} needs to know who you are': '今はできません: {0} には本人の確認が必要です',
  'You may look, but not {0}': '閲覧はできますが、{0} はできません',
  'You are a guest of this workspace; guests may look and change nothing, whatever tables.yml says.':
    'このワークスペースのゲストです。ゲストは tables.yml の設定にかかわらず閲覧だけができ、変更はできません。',
  'Your account is of another company; people of other companies may look and change nothing, whatever tables.yml says.':
    '他社のアカウントです。社外の人は tables.yml の設定にかかわらず閲覧だけができ、変更はできません。',
  'This account is deactivated; it may look and change nothing.':
    'このアカウントは無効になっています。閲覧だけができ、変更はできません。',
  'This account is an app and no person; it may look and change nothing.':
    'このアカウントは人ではなくアプリです。閲覧だけができ、変更はできません。',
  'Slack does not answer who you are or which user groups you are in, so nothing was changed. Looking works. Try again in a minute.':
    '本人とユーザーグループの情報を Slack から取得できないため、何も変更していません。閲覧はできます。1 分後にもう一度お試しください。',
  'Try again': 'もう一度試す',
  'Ask for it here': 'ここで依頼する',
  'Wanted: {0}': '依頼: {0}',
  '{0} asks for this and may not do it.': '{0} さんの依頼です。本人には権限がありません。',
  'Whoever presses the button does it in their own name. In words: {0}':
    'ボタンを押した人の名前で実行します。コマンド: {0}',
  'Do it': '実行する',
  'Do it now?': '今すぐ実行しますか?',
  'In your name: {0}': 'あなたの名前で実行します: {0}',
  'You may do this yourself': '自分で実行できます',
  'Say it: {0}': 'コマンド: {0}',
  'everybody who is no guest': 'ゲスト以外の全員',
  'whoever speaks in {0}': '{0} で発言する人',
  // What needs another person.
  '{0}: nobody can tell how many rows; more than {1} need another person':
    '{0}: 行数が分かりません。{1} 行を超える場合は別の人の承認が必要です',
  '{0}: about {1} rows; more than {2} need another person':
    '{0}: 約 {1} 行。{2} 行を超える場合は別の人の承認が必要です',
  '{0}: no end to the days; more than {1} days need another person':
    '{0}: 期間に端がありません。{1} 日を超える場合は別の人の承認が必要です',
  '{0}: {1} days; more than {2} days need another person': '{0}: {1} 日間。{2} 日を超える場合は別の人の承認が必要です',
  '{0}: it is {1}; from {2} another person is needed': '{0}: 現在 {1} です。{2} の間は別の人の承認が必要です',
  '{0} has the tag {1}; what is changed of it needs another person':
    '{0} にはタグ {1} があります。変更には別の人の承認が必要です',
  '{0} more reasons: {1}': 'ほかに {0} 件の理由があります: {1}',
  'Not yet: request {0} needs another person': 'まだ実行していません: 申請 {0} には別の人の承認が必要です',
  '{0} waits until somebody else agrees, at most until {1}.': '{0} は別の人が承認するまで待ちます。期限: {1}。',
  'Nobody may approve it: ids of people and user groups go under {0} in tables.yml.':
    '承認できる人がいません。tables.yml の {0} に、人またはユーザーグループの ID を書いてください。',
  'These may approve: {0}.': '承認できる人: {0}。',
  'These may approve, and {0} is told: {1}.': '{0} に通知します。承認できる人: {1}。',
  'Once it is approved it is done in your name. All that wait: {0} · what it would do: {1}':
    '承認されると、あなたの名前で実行します。待っている申請: {0} · 実行内容: {1}',
  '{0} asks for {1}': '{0} さんの申請: {1}',
  'and {0} more tables': 'ほか {0} テーブル',
  'Expires {0}. May approve: {1}; never who asked.': '期限: {0}。承認できる人: {1} (申請者本人を除く)。',
  'In words: {0} or {1} · what it would do: {2}': 'コマンド: {0} または {1} · 実行内容: {2}',
  'All that wait: {0} · who decided what: {1}': '待っている申請: {0} · 判断の記録: {1}',
  'Approval needed: {0} (request {1})': '承認が必要です: {0} (申請 {1})',
  'Approved: {0} (request {1})': '承認済み: {0} (申請 {1})',
  'Denied: {0} (request {1})': '却下: {0} (申請 {1})',
  'Expired: {0} (request {1})': '期限切れ: {0} (申請 {1})',
  'It is done at once: {0}': 'すぐに実行します: {0}',
  'Approve {0}': '{0} を承認',
  'Approve this?': '承認しますか?',
  Deny: '却下',
  'Deny {0}': '{0} を却下',
  'Not now': '今はしない',
  Table: 'テーブル',
  'Rows, about': 'およその行数',
  'Took the last time': '前回の所要時間',
  'Billed the last time': '前回の課金量',
  'Unlike its schedule': 'スケジュールとの違い',
  'Nobody answered until {0}.': '{0} までに回答がありませんでした。',
  'Denied by {0}, {1}.': '{0} さんが却下しました ({1})。',
  'Denied by {0}, {1}: {2}': '{0} さんが却下しました ({1}): {2}',
  'Approved by {0}, {1}.': '{0} さんが承認しました ({1})。',
  'Nothing was started: it was refused in the end. Ask again.':
    '最終的に受け付けられず、何も開始していません。もう一度申請してください。',
  'It is done.': '完了しました。',
  'Started: {0}.': '開始した実行: {0}。',
  'tables.yml says something else of it since it was asked for, so nobody can agree to it any more. Ask again.':
    '申請の後に tables.yml の内容が変わったため、承認できなくなりました。もう一度申請してください。',
  'Who asked may not do it any more, so nobody can agree to it.': '申請者に権限がなくなったため、承認できません。',
  'All that wait: {0}': '待っている申請: {0}',
  'There is no request {0}': '申請 {0} はありません',
  'Nobody approves what they asked for themselves': '自分の申請は承認できません',
  'Request {0} is yours: it takes another person.': '申請 {0} はあなたのものです。別の人の承認が必要です。',
  'Take it back: {0} · all that wait: {1}': '取り下げる: {0} · 待っている申請: {1}',
  'Request {0} waits no more': '申請 {0} はもう待っていません',
  'Request {0} is not what it was': '申請 {0} の内容が変わっています',
  'Request {0} has nobody left to do it for': '申請 {0} の申請者には権限がありません',
  'Not now: Slack does not answer who asked for request {0}':
    '今はできません: 申請 {0} の申請者を Slack に確認できません',
  'Whether they still may is not known. The request waits on; try again in a minute.':
    '申請者の権限を確認できません。申請はそのまま待ちます。1 分後にもう一度お試しください。',
  'Request {0} is approved in Slack': '申請 {0} の承認は Slack で行ってください',
  'Only there it is known whether who asked still may. From here you can do the same yourself.':
    '申請者の権限は Slack でしか確認できません。ここからは、同じことを自分で実行できます。',
  'In your own name: {0}': '自分の名前で実行する: {0}',
  'Request {0} approved: {1}': '申請 {0} を承認: {1}',
  'For {0}: {1}': '{0} さんの申請: {1}',
  'Request {0} is denied': '申請 {0} を却下しました',
  '{0} asked for {1}; nothing is started.': '{0} さんの申請 {1} は開始しません。',
  '{0} asked for {1}; nothing is started: {2}': '{0} さんの申請 {1} は開始しません: {2}',
  'No request waits for approval': '承認待ちの申請はありません',
  'What was asked for and decided: {0}': '申請と判断の記録: {0}',
  '1 request waits for approval': '承認待ちの申請が 1 件あります',
  '{0} requests wait for approval': '承認待ちの申請が {0} 件あります',
  '{0}: {1} asks for {2}, until {3}': '{0}: {1} さんの申請 {2} (期限: {3})',
  'Decide: {0} or {1}': '判断する: {0} または {1}',
  '{0}, approved by {1}': '{0} (承認者: {1})',
  // The freeze.
  'Frozen by {0} since {1}: nothing starts until {2}. Why: {3}':
    '{0} さんが凍結中です ({1} から)。{2} まで何も開始しません。理由: {3}',
  'Nothing was started: everything is frozen': '開始していません: 凍結中です',
  '{0} froze everything at {1}: {2}': '{0} さんが凍結しました ({1}): {2}',
  'An admin lifts it: {0}. What is running goes on: {1}': '管理者が解除できます: {0}。実行中のものは続きます: {1}',
  'Everything is frozen: no run starts': '凍結しました: 実行は開始しません',
  '{0}, {1}: {2}': '{0} さん、{1}: {2}',
  'Nothing is running. Schedules are skipped and written down; what waits for another try waits on.':
    '実行中のものはありません。スケジュールは見送って記録します。再試行を待つものは待ち続けます。',
  '{0} under way will end as usual. Schedules are skipped and written down; what waits for another try waits on.':
    '{0} が進行中で、通常どおり終わります。スケジュールは見送って記録します。再試行を待つものは待ち続けます。',
  'Lift it: {0} · what is running: {1}': '解除する: {0} · 実行中のもの: {1}',
  'Run these {0} now': 'この {0} 件を今すぐ実行',
  'The freeze is over: runs start again': '凍結を解除しました: 実行を再開します',
  'Lifted by {0}; frozen by {1} since {2}: {3}': '{0} さんが解除しました。凍結: {1} さん、{2} から: {3}',
  'No schedule was missed.': '見送ったスケジュールはありません。',
  '{0} missed {1}; nothing is made up for by itself. Each runs at its next time, or now if you say so.':
    '{0} で {1} を見送りました。自動では埋め合わせません。次の時刻に、または指示があれば今すぐ実行します。',
  '{0} scheduled run': '{0} 件のスケジュール実行',
  '{0} scheduled runs': '{0} 件のスケジュール実行',
  'When each runs next: {0} · how tables stand: {1}': '次の実行時刻: {0} · テーブルの状態: {1}',
  'Nothing is frozen': '凍結していません',
  'Stop everything from starting: {0}': 'すべての開始を止める: {0}',
  'Frozen already': 'すでに凍結しています',
  'Lift it: {0}': '解除する: {0}',
  // The audit.
  decision: '判断',
  allowed: '許可',
  denied: '拒否',
  'needs approval': '承認待ち',
  approved: '承認',
  expired: '期限切れ',
  '{0} did nothing in the last {1}': '直近 {1} に {0} さんの操作はありません',
  'What {0} did in the last {1}: {2}': '直近 {1} の {0} さんの操作: {2}',
  'Times are in {0}. All of it as a file: {1} · one run: {2}':
    '時刻は {0} です。全件をファイルで: {1} · 実行の詳細: {2}',
  'Times are in {0}. {1} older left out; all of it as a file: {2} · one run: {3}':
    '時刻は {0} です。古い {1} 件は省きました。全件をファイルで: {2} · 実行の詳細: {3}',
  'Audit of {0} days': '{0} 日間の操作記録',
  '{0} lines: who asked for what, and what was decided': '{0} 行: 誰が何を依頼し、どう判断されたか',
  // Help, and words that are wrong.
  'see what waits for approval': '承認待ちの申請を見る',
  'let what another person asked for be done': '別の人の申請を承認して実行する',
  'It is done at once, in the name of who asked, who never approves it themselves':
    'すぐに、申請者の名前で実行します。申請者本人は承認できません',
  'say no to what another person asked for': '別の人の申請を却下する',
  'ask in this channel for what you may not do yourself': '自分ではできないことをこのチャンネルで依頼する',
  'Whoever may presses the button under it, and does it in their own name':
    '権限のある人がボタンを押し、その人の名前で実行します',
  'let no run start, of anybody': 'すべての実行の開始を止める',
  'What is running ends as usual; schedules are skipped and written down; tries and held runs wait':
    '実行中のものは通常どおり終わります。スケジュールは見送って記録し、再試行と保留中の実行は待ちます',
  'freeze off says which schedules were missed and offers to run them; none is made up for by itself':
    'freeze off は見送ったスケジュールを示し、実行するボタンを出します。自動では埋め合わせません',
  'see who did what, and who was not let': '誰が何をしたか、何を拒否されたかを見る',
  '@kim or me shows what one person asked for, tag:core or user_* what was asked of these tables':
    '@kim または me は 1 人の操作、tag:core や user_* はそのテーブルへの操作を表示します',
  '--csv gives all of it as a file for a spreadsheet': '--csv で全件を表計算用のファイルにします',
  'which request? requests lists them with their numbers': 'どの申請ですか? 番号は requests で確認できます',
  'what? Put the command in quotes': '何をですか? コマンドを引用符で囲んでください',
  'the command is too long for a button': 'コマンドが長すぎてボタンにできません',
  'this is not a command; help lists them all': 'コマンドではありません。help で一覧を確認できます',
  'on or off? Words about it go behind --why': 'on ですか、off ですか? 理由は --why の後に書いてください',
};
