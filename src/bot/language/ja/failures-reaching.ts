/** Why a database cannot be reached, lets us not in, or stops what we ask of it. */
export const FAILURES_REACHING: Readonly<Record<string, string>> = {
  '{0} refuses connections': '{0} が接続を拒否',
  'nothing listens on {0} ({1})': '{0} で待ち受けているものがありません（{1}）',
  'nothing listens on {0}': '{0} で待ち受けているものがありません',
  'Start the database of {0}, or correct host and port of its url in tables.yml.':
    '{0} のデータベースを起動するか、tables.yml の url のホストとポートを直してください。',
  '{0} host not found': '{0} のホスト名が見つかりません',
  'the host name of {0} cannot be resolved ({1})': '{0} のホスト名を解決できません（{1}）',
  'Check the host in the url of {0} for a typing mistake, then the name server of this machine.':
    '{0} の url のホスト名に打ち間違いがないか、次にこのマシンの DNS を確認してください。',
  '{0} does not answer': '{0} から応答なし',
  'no answer from {0}{1} ({2})': '{0} から応答がありません（{2}）{1}',
  'Check firewall, VPN and peering between this machine and {0}.':
    'このマシンと {0} の間のファイアウォール、VPN、ピアリングを確認してください。',
  '{0} connection dropped': '{0} との接続が切断',
  'the connection to {0} broke at stage {1} ({2})': '{0} との接続が段階 {1} で切れました（{2}）',
  'Look whether {0} was restarted; if it breaks after the same time again, raise the idle timeout of the proxy between.':
    '{0} が再起動されていないか確認してください。毎回同じ時間で切れるなら、間にあるプロキシのアイドルタイムアウトを延ばしてください。',
  '{0} connections used up': '{0} の接続数が上限',
  '{0} has no free connection for {1}': '{0} に {1} 用の空き接続がありません',
  'Lower {0} of {1} in tables.yml, or ask its DBA for more connections.':
    'tables.yml で {1} の {0} を下げるか、DBA に接続数の追加を依頼してください。',
  '{0} starting or stopping': '{0} が起動中または停止中',
  '{0} is starting up or shutting down and takes no queries': '{0} は起動中か停止中で、クエリを受け付けません',
  'Wait a few minutes and run the table again; if it stays so, ask the DBA of {0}.':
    '数分待ってからもう一度実行してください。変わらなければ {0} の DBA に確認してください。',
  '{0} restarted or read-only': '{0} が再起動または読み取り専用',
  '{0} was restarted or became read-only at stage {1}, as in a failover':
    '{0} が段階 {1} で再起動されたか、フェイルオーバーなどで読み取り専用になりました',
  'Check that the url of {0} leads to the server that is primary now.':
    '{0} の url が現在のプライマリを指しているか確認してください。',
  'TLS not agreed': 'TLS が不成立',
  '{0} and this machine agree on no encrypted connection ({1})':
    '{0} とこのマシンの間で暗号化接続の条件が合いません（{1}）',
  'Set {0} in the url of {1} to what the server offers, and check that its certificate is valid and its CA known here.':
    '{1} の url の {0} をサーバーに合わせ、証明書が有効で、その CA がこのマシンで信頼されているか確認してください。',
  'Check that this machine reaches bigquery.googleapis.com and oauth2.googleapis.com (name server, firewall, proxy), or the endpoint of {0} in tables.yml where it has one; then look at status.cloud.google.com.':
    'このマシンから bigquery.googleapis.com と oauth2.googleapis.com（tables.yml に {0} の endpoint があればそこ）に届くか（DNS、ファイアウォール、プロキシ）を確認し、次に status.cloud.google.com を見てください。',
  '{0} login rejected': '{0} がログインを拒否',
  '{0} rejects the login of {1} ({2})': '{0} が {1} のログインを拒否しました（{2}）',
  'Update user and password in the url of {0}; if they are right, look into pg_hba.conf of the server.':
    '{0} の url のユーザーとパスワードを更新してください。正しい場合はサーバーの pg_hba.conf を確認してください。',
  'Update user and password in the url of {0}; if they are right, check that the account may log in from this machine.':
    '{0} の url のユーザーとパスワードを更新してください。正しい場合は、そのアカウントがこのマシンからログインできるか確認してください。',
  '{0} login method unsupported': '{0} の認証方式が未対応',
  '{0} of {1} has a login method that sync-bot does not speak': '{1} の {0} の認証方式に sync-bot は対応していません',
  'Set scram-sha-256 for {0} in pg_hba.conf of the server.':
    'サーバーの pg_hba.conf で {0} に scram-sha-256 を設定してください。',
  "Run ALTER USER {0} IDENTIFIED VIA mysql_native_password USING PASSWORD('…'); (of MySQL: IDENTIFIED WITH caching_sha2_password BY '…').":
    "ALTER USER {0} IDENTIFIED VIA mysql_native_password USING PASSWORD('…'); を実行してください（MySQL では IDENTIFIED WITH caching_sha2_password BY '…'）。",
  '{0} database missing': '{0} のデータベースがない',
  'there is no {0} on {1} ({2})': '{1} に {0} がありません（{2}）',
  'Correct the database name at the end of the url of {0}; check that host and port are of the right environment.':
    '{0} の url の末尾のデータベース名を直し、ホストとポートが正しい環境のものか確認してください。',
  'No right on column': '列の権限がない',
  '{0} may not read {1} of {2} ({3})': '{0} には {2} の {1} を読む権限がありません（{3}）',
  'Run GRANT SELECT ({0}) ON {1} TO {2}; or leave it out with exclude: [{3}] in tables.yml.':
    'GRANT SELECT ({0}) ON {1} TO {2}; を実行するか、tables.yml の exclude: [{3}] で除外してください。',
  'No right on table': 'テーブルの権限がない',
  '{0} may not read {1} ({2})': '{0} には {1} を読む権限がありません（{2}）',
  'Give the account that runs sync-bot read access to {0} and its folder.':
    'sync-bot を動かすアカウントに {0} とそのフォルダーの読み取り権限を与えてください。',
  'Run GRANT SELECT ON {0} TO {1}; with the host that SELECT CURRENT_USER() shows, where it is not %.':
    'GRANT SELECT ON {0} TO {1}; を実行してください。ホストが % でない場合は SELECT CURRENT_USER() の表示に合わせてください。',
  'Run GRANT USAGE ON SCHEMA {0} TO {1}; GRANT SELECT ON {2} TO {3}; and run the table again.':
    'GRANT USAGE ON SCHEMA {0} TO {1}; GRANT SELECT ON {2} TO {3}; を実行してから、もう一度実行してください。',
  'Destination not writable': 'コピー先に書き込めない',
  '{0} may not write {1} ({2})': '{0} には {1} に書き込む権限がありません（{2}）',
  'the account that runs sync-bot': 'sync-bot を動かすアカウント',
  'Make {0} and its folder writable for the account that runs sync-bot.':
    'sync-bot を動かすアカウントが {0} とそのフォルダーに書き込めるようにしてください。',
  "Run GRANT USAGE, CREATE ON SCHEMA {0} TO {1}; and, where the table is another's, ALTER TABLE {2} OWNER TO {3}; then run the table again.":
    'GRANT USAGE, CREATE ON SCHEMA {0} TO {1}; を実行し、テーブルの所有者が別の場合は ALTER TABLE {2} OWNER TO {3}; も実行してから、もう一度実行してください。',
  'Grant roles/iam.serviceAccountTokenCreator on the account that impersonate of {0} names to the account that sync-bot runs as.':
    '{0} の impersonate に書かれたアカウントに対する roles/iam.serviceAccountTokenCreator を、sync-bot を動かすアカウントに付与してください。',
  'Check project and dataset of {0} in tables.yml; if they are right, grant {1} roles/bigquery.dataEditor on {2} and roles/bigquery.jobUser on the project ({3}); with staging: gs://… also roles/storage.objectUser on its bucket.':
    'tables.yml で {0} の project と dataset を確認してください。正しければ、{1} に {2} の roles/bigquery.dataEditor とプロジェクトの roles/bigquery.jobUser（{3}）を付与してください。staging: gs://… を使う場合は、そのバケットの roles/storage.objectUser も必要です。',
  'Standby cancelled the read': 'スタンバイが読み取りを中断',
  'the standby behind {0} cancelled the read of {1} because it held up replication':
    '{1} の読み取りがレプリケーションを妨げたため、{0} のスタンバイが中断しました',
  'Set hot_standby_feedback = on, or a larger max_standby_streaming_delay, on the standby, or read from the primary.':
    'スタンバイで hot_standby_feedback = on にするか、max_standby_streaming_delay を大きくするか、プライマリから読んでください。',
  'Open transactions unseen': '実行中トランザクションが見えない',
  '{0} may not see which transactions are open on {1}, and rows of {2} that they commit later could be missed':
    '{0} には {1} で実行中のトランザクションが見えないため、後からコミットされる {2} の行を取りこぼす恐れがあります',
  'Ask the DBA of {0} to run GRANT PROCESS ON *.* TO {1}; or set max_transaction in tables.yml to the longest that a transaction there stays open, like 15m.':
    '{0} の DBA に GRANT PROCESS ON *.* TO {1}; の実行を依頼するか、tables.yml の max_transaction に最も長いトランザクションの時間（15m など）を設定してください。',
  'Replica without max_transaction': 'レプリカに max_transaction がない',
  '{0} is a replica, which does not show the open transactions of its primary, and rows of {1} that they commit later could be missed':
    '{0} はレプリカで、プライマリで実行中のトランザクションが見えないため、後からコミットされる {1} の行を取りこぼす恐れがあります',
  'Set max_transaction for the table in tables.yml to the longest that a transaction of the primary stays open, plus the lag of the replica, like 15m; or read from the primary.':
    'tables.yml でこのテーブルの max_transaction に、プライマリで最も長いトランザクションの時間とレプリカの遅延の合計（15m など）を設定するか、プライマリから読んでください。',
  '{0} query timed out': '{0} のクエリが時間切れ',
  'a statement for {0} ran out of time{1} ({2})': '{0} の SQL が時間切れになりました（{2}）{1}',
  'Ask the DBA of {0} for a longer statement limit for {1}, give where an indexed column, or move the schedule off-peak.':
    '{0} の DBA に {1} の制限時間の延長を依頼するか、where にインデックスのある列を使うか、混雑しない時間にスケジュールを移してください。',
  '{0} statement stopped': '{0} の SQL が停止された',
  'somebody, or a limit of the server, stopped the statement for {0} ({1})':
    '誰か、またはサーバーの制限が {0} の SQL を停止しました（{1}）',
  'Ask the DBA of {0} who cancelled it, and look at SHOW statement_timeout; as {1}; then run the table again.':
    '誰が停止したかを {0} の DBA に確認し、{1} で SHOW statement_timeout; を見てから、もう一度実行してください。',
  'Ask the DBA of {0} who killed it; then run the table again.':
    '誰が停止したかを {0} の DBA に確認してから、もう一度実行してください。',
  'Publishing is blocked': '公開がブロックされている',
  'readers or dependent views of {0} in {1} keep the new rows from being published{2}':
    '{2}{1} の {0} を読んでいる処理か依存するビューが、新しい行の公開を妨げています',
  'Close whatever else holds {0} open for writing, then run the table again; readers still see the old rows.':
    '{0} を書き込み用に開いている他の処理を閉じてから、もう一度実行してください。利用者には前の行が見えています。',
  'Look for who holds it: SELECT pid, state, query_start FROM pg_stat_activity WHERE pid IN (SELECT pid FROM pg_locks WHERE relation = {0}); readers still see the old rows.':
    '誰が保持しているか調べてください: SELECT pid, state, query_start FROM pg_stat_activity WHERE pid IN (SELECT pid FROM pg_locks WHERE relation = {0}); 利用者には前の行が見えています。',
  '{0} is locked': '{0} がロックされている',
  '{0} was locked by somebody else for too long{1} ({2})': '{0} が他の処理に長時間ロックされていました（{2}）{1}',
  'Close whatever else writes to {0}, then run the table again.':
    '{0} に書き込んでいる他の処理を閉じてから、もう一度実行してください。',
  'Find the long transaction or ALTER TABLE on {0} in {1}, end it, then run the table again.':
    '{1} の {0} に対する長いトランザクションか ALTER TABLE を探して終わらせてから、もう一度実行してください。',
  '{0} deadlock': '{0} でデッドロック',
  '{0} broke off our transaction on {1} to end a deadlock or a conflict of writers':
    'デッドロックまたは書き込みの競合を解消するため、{0} が {1} のトランザクションを打ち切りました',
  'Run the table again; if it repeats, move it away from the time of the other writer on {0}.':
    'もう一度実行してください。繰り返す場合は、{0} に書き込む他の処理と時間をずらしてください。',
  '{0} table altered midway': '{0} のテーブルが途中で変更',
  'the definition of {0} changed while it was in use ({1})': '使用中に {0} の定義が変わりました（{1}）',
  'Run the table again: it starts over with the new definition; check columns and mask in tables.yml against it.':
    'もう一度実行すると新しい定義で最初から始まります。tables.yml の columns と mask が合っているか確認してください。',
  '{0} transaction already failed': '{0} のトランザクションは失敗済み',
  '{0} refuses more statements because an earlier one failed':
    '前の SQL が失敗したため、{0} はこれ以上の SQL を受け付けません',
  'Look for the first error of this run in its log: this one only follows it.':
    'この実行のログで最初のエラーを見てください。これはその後に起きただけです。',
  '{0} row too large': '{0} の行が大きすぎる',
  'a row of {0} is larger than {1} can send or take at once':
    '{0} の行が、{1} が一度に送受信できる大きさを超えています',
  'Raise it on the server: SET GLOBAL max_allowed_packet = 1073741824; or leave the large column out with exclude in tables.yml.':
    'サーバーで SET GLOBAL max_allowed_packet = 1073741824; を実行して広げるか、大きな列を tables.yml の exclude で除外してください。',
  'Leave the large column out with exclude: [its name] in tables.yml.':
    '大きな列を tables.yml の exclude: [列名] で除外してください。',
};
