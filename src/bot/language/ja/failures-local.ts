/** What goes wrong on the bot's own machine, and what nobody knows yet. */
export const FAILURES_LOCAL: Readonly<Record<string, string>> = {
  Canceled: '中止',
  'the run was canceled at stage {0}': '段階 {0} で中止されました',
  'Run the table again when it suits.': '都合のよいときにもう一度実行してください。',
  'Run out of time': '実行が時間切れ',
  'the run was stopped at stage {0}: it took longer than its timeout{1}':
    '実行が timeout を超えたため停止しました（段階 {0}）{1}',
  'Raise timeout of the table in tables.yml, or copy fewer rows with where.':
    'tables.yml でテーブルの timeout を延ばすか、where でコピーする行を減らしてください。',
  'Worker disk full': 'ワーカーのディスクが満杯',
  'the disk of the machine that runs sync-bot is full': 'sync-bot を動かすマシンのディスクが満杯です',
  'Free disk space there (df -h shows where), then run the table again.':
    'ディスクの空きを増やしてから（df -h で確認できます）、もう一度実行してください。',
  'Run history not writable': '実行履歴に書き込めない',
  'the run history at {0} cannot be written': '{0} の実行履歴に書き込めません',
  'Check that no second sync-bot uses the same history file, and that the file is writable and its disk has room.':
    '別の sync-bot が同じ履歴ファイルを使っていないか、ファイルに書き込めてディスクに空きがあるか確認してください。',
  'Local file not accessible': 'ローカルファイルにアクセス不可',
  'a file or folder that sync-bot needs on its own machine is missing or closed to it':
    'sync-bot に必要なマシン上のファイルかフォルダーがないか、権限がありません',
  'Check that the folders of SYNC_BOT_CONFIG and SYNC_BOT_HISTORY exist and belong to the account that runs sync-bot.':
    'SYNC_BOT_CONFIG と SYNC_BOT_HISTORY のフォルダーがあり、sync-bot を動かすアカウントのものか確認してください。',
  'Worker out of memory': 'ワーカーのメモリ不足',
  'the worker ran out of memory at stage {0} of {1}': '{1} の段階 {0} でワーカーのメモリが足りなくなりました',
  'Lower the number of runs at once (max_running in tables.yml), or give the machine more memory.':
    '同時に実行する数（tables.yml の max_running）を減らすか、マシンのメモリを増やしてください。',
  'Worker died': 'ワーカーが異常終了',
  'the worker ended at stage {0} without a word{1}': 'ワーカーが突然終了しました（段階 {0}）{1}',
  'Look at the memory and the system log of the machine (dmesg shows an out-of-memory kill), then run the table again.':
    'マシンのメモリとシステムログを確認してから（dmesg でメモリ不足による強制終了がわかります）、もう一度実行してください。',
  'Worker stopped responding': 'ワーカーが応答なし',
  'the worker gave no sign of life at stage {0}{1} and was ended':
    'ワーカーが応答しなくなったため終了させました（段階 {0}）{1}',
  'Look at the load of the machine, then run the table again.':
    'マシンの負荷を確認してから、もう一度実行してください。',
  'Mistake in tables.yml or command': 'tables.yml かコマンドの誤り',
  'Correct it there, then run sync-bot check, which shows every mistake at once.':
    'そこを直し、sync-bot check で確認してください。誤りがまとめて表示されます。',
  'Unknown answer': '不明なエラー',
  'sync-bot met an error of its own at stage {0}': '段階 {0} で sync-bot 自身のエラーが起きました',
  '{0} answered at stage {1} in a way sync-bot does not know':
    '段階 {1} で {0} から sync-bot の知らない応答がありました',
  'Run the table again; if it fails the same way, {0} with what was going on.':
    'もう一度実行してください。同じように失敗する場合は、状況を添えて、{0}。',
  "Run the query that /sync plan shows in the database's own client to read its answer, and {0} so that it gets a class.":
    '/sync plan に表示されるクエリをデータベースのクライアントで実行して応答を確認し、分類できるように、{0}。',
};
