/** The way to Slack, and the doctor. */
export const DELIVERY: Readonly<Record<string, string>> = {
  // Letters.
  'Slack did not confirm the first try: this message may be here twice.':
    '最初の投稿を Slack が確認できませんでした。このメッセージは 2 通あるかもしれません。',
  'This could not be posted in {0} ({1}). Invite me there, or name another channel in tables.yml.':
    '{0} には投稿できませんでした ( {1} )。ボットを招待するか、tables.yml で別のチャンネルを指定してください。',
  'Slack is slow here: the message of the run follows by itself.':
    'Slack の応答が遅れています。実行のメッセージはあとから自動で届きます。',
  '⚠️ sync-bot has been silent since {0}: it died, or cannot reach Slack. Nothing that is due runs until it is back. Next: look at its process and its log, and type {1} when it answers again.':
    '⚠️ sync-bot は {0} から応答がありません。停止したか、Slack に接続できません。復旧するまで予定の実行は始まりません。次は、プロセスとログを確認し、応答が戻ったら {1} を実行してください。',
  // Buttons that were pressed before.
  'Already done': 'すでに実行済みです',
  '{0} pressed this button {1} s ago; nothing was done a second time.':
    '{0} さんが {1} 秒前にこのボタンを押しました。二重には実行していません。',
  '{0} pressed this button {1} min ago; nothing was done a second time.':
    '{0} さんが {1} 分前にこのボタンを押しました。二重には実行していません。',
  'It started {0}.': '開始した実行: {0}',
  'Next: {0} shows how things stand. The button works again when its message changes, or in ten minutes.':
    '次は {0} で状況を確認できます。ボタンは、メッセージが更新されるか 10 分たつと再び使えます。',
  'Next: {0} shows how it goes. The button works again when that is over.':
    '次は {0} で経過を確認できます。ボタンは、その実行が終わると再び使えます。',
  'Show status': '状態を表示',
  'Show log': 'ログを表示',
  // Doctor.
  'see whether databases, disks and Slack are well': 'データベース・ディスク・Slack を診断する',
  'it takes no table: it looks at every connection': 'テーブルは指定できません。すべての接続を診断します',
  'Doctor: looking at {0}': '診断: {0} を調べています',
  '{0} connection': '接続 {0} 件',
  '{0} connections': '接続 {0} 件',
  'This takes seconds, half a minute where a server does not answer. The answer comes here.':
    '数秒かかります。応答しないサーバーがあると 30 秒ほどかかります。結果はここに表示します。',
  'Doctor: all is well': '診断: すべて正常です',
  'Doctor: {0} to look at': '診断: {0} の確認が必要です',
  '{0} thing': '{0} 件',
  '{0} things': '{0} 件',
  'Next: {0} shows how the tables are.': '次は {0} でテーブルの状態を確認できます。',
  'Next: put right what stands above, and look again with {0}.':
    '次は、上の項目を直してから {0} でもう一度診断してください。',
  'Look again': 'もう一度診断',
  'The disk of {0} has {1} left. Make room before the next run.':
    '{0} のディスクの残りは {1} です。次の実行までに空きを作ってください。',
  'Slack lets the bot post nothing ({0}). Install the app anew and give the bot its new token.':
    'Slack がボットの投稿をすべて拒否しています ( {0} )。アプリを再インストールし、新しいトークンを設定してください。',
  '{0} of {1} to Slack are down. The bot opens them anew by itself; where that lasts, look at its network.':
    'Slack への {1} のうち {0} 本が切れています。ボットが自動で再接続します。長く続く場合はネットワークを確認してください。',
  '{0} socket': 'ソケット {0} 本',
  '{0} sockets': 'ソケット {0} 本',
  "The app lacks scopes: {0}. Paste manifest.json into the app's settings and install it anew.":
    'アプリのスコープが不足しています: {0} 。manifest.json をアプリの設定に貼り付け、再インストールしてください。',
  'A message waits for {0}. What holds it back is in the log of the bot.':
    '{0} 前から送れていないメッセージがあります。原因はボットのログにあります。',
  "{0}: its clock is {1} ahead of the bot's. Set both by NTP.":
    '{0} : 時計がボットより {1} 進んでいます。両方を NTP で合わせてください。',
  "{0}: its clock is {1} behind the bot's. Set both by NTP.":
    '{0} : 時計がボットより {1} 遅れています。両方を NTP で合わせてください。',
  Connection: '接続',
  Type: '種類',
  DNS: 'DNS',
  TCP: 'TCP',
  TLS: 'TLS',
  Login: 'ログイン',
  Read: '読み取り',
  ok: '正常',
  off: 'なし',
  FAILED: '失敗',
  none: 'なし',
  'Free space': '空き容量',
  '{0}: unknown': '{0} : 不明',
  'Sockets to Slack': 'Slack へのソケット',
  '{0} of {1} open': '{1} 本中 {0} 本が接続中',
  'Messages waiting': '送信待ちのメッセージ',
  '{0}, the oldest since {1}': '{0} 件 (最も古いものは {1} から)',
  'Last refusal in a day': '過去 1 日の最後の拒否',
  '{0} in {1}, {2}': '{2} に {1} で {0}',
};
