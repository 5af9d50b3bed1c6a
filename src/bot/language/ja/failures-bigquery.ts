/** What BigQuery says. */
export const FAILURES_BIGQUERY: Readonly<Record<string, string>> = {
  'Google does not know us': 'Google の認証に失敗',
  'the credentials of {0} are not taken by Google: {1}': '{0} の認証情報が Google に受け付けられません: {1}',
  'they are not valid, or not any more': '無効か、期限切れです',
  'there are none on this machine': 'このマシンに認証情報がありません',
  'the key file cannot be read': 'キーファイルを読めません',
  'the key is not one of Google, or damaged': 'Google のキーではないか、壊れています',
  'the key was deleted or disabled, or the clock of this machine is wrong':
    'キーが削除または無効化されたか、このマシンの時計がずれています',
  'Set key_file or key of {0} in tables.yml, or give the machine a service account (GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login).':
    'tables.yml で {0} の key_file か key を設定するか、マシンにサービスアカウントを設定してください（GOOGLE_APPLICATION_CREDENTIALS または gcloud auth application-default login）。',
  'Correct key_file of {0} in tables.yml (relative to tables.yml), and let the account that runs sync-bot read it.':
    'tables.yml の {0} の key_file（tables.yml からの相対パス）を直し、sync-bot を動かすアカウントが読めるようにしてください。',
  'Make a new key for the service account of {0}, put it where tables.yml says, and check that the clock of this machine is right (timedatectl).':
    '{0} のサービスアカウントのキーを新しく作って tables.yml の指す場所に置き、このマシンの時計が正しいか確認してください（timedatectl）。',
  'BigQuery asks for a pause': 'BigQuery のレート制限',
  'too many requests or jobs for {0} came to {1} at once ({2})':
    '{0} のリクエストかジョブが {1} に一度に集中しました（{2}）',
  'Lower max_writers of {0} in tables.yml, or spread the schedules that write to it.':
    'tables.yml で {0} の max_writers を下げるか、書き込むスケジュールを分散してください。',
  'BigQuery quota used up': 'BigQuery の割り当て超過',
  'a quota of {0} is used up, as that of changes of one table a day ({1})':
    '{0} の割り当て（1 テーブルの 1 日の変更回数など）を使い切りました（{1}）',
  'Look under IAM & Admin, Quotas of the project for what is full; run {0} less often, or ask for more; most quotas are free again the next day.':
    'プロジェクトの「IAM と管理」の「割り当て」で上限に達したものを確認し、{0} の実行回数を減らすか、増枠を申請してください。多くの割り当ては翌日に回復します。',
  'BigQuery has trouble': 'BigQuery の障害',
  'there is trouble inside of {0} at stage {1} ({2})': '段階 {1} で {0} の内部に問題が起きています（{2}）',
  'Look at status.cloud.google.com if it goes on.': '続く場合は status.cloud.google.com を確認してください。',
  'Bucket missing': 'バケットがない',
  'the bucket that staging of {0} names is not in Cloud Storage':
    '{0} の staging に書かれたバケットが Cloud Storage にありません',
  'Correct staging of {0} in tables.yml, or make the bucket, in the location of {1}.':
    'tables.yml の {0} の staging を直すか、{1} と同じロケーションにバケットを作成してください。',
  'BigQuery out of time': 'BigQuery が時間切れ',
  'no answer, or no end of a job, came from {0} in time at stage {1} ({2})':
    '段階 {1} で、{0} の応答かジョブの完了が時間内にありませんでした（{2}）',
  'Run {0} again; if it repeats, look at the job in the job history of the project.':
    '{0} をもう一度実行してください。繰り返す場合は、プロジェクトのジョブ履歴でジョブを確認してください。',
  'Too heavy for BigQuery': 'BigQuery には重すぎる',
  'a query for {0} needs more than {1} gives to one query': '{0} のクエリが、{1} で 1 クエリに使える資源を超えています',
  'Set partition_by or cluster_by of {0} to what its rows are found by, or copy fewer rows at once with where.':
    '{0} の partition_by か cluster_by に行の検索に使う列を設定するか、where で一度にコピーする行を減らしてください。',
  'Rows still being streamed': 'ストリーミング中の行がある',
  'somebody streams rows into {0} in {1}, and BigQuery does not change rows that came in during the last 90 minutes':
    '{1} の {0} にストリーミング挿入が行われており、BigQuery は直近 90 分に入った行を変更できません',
  'Stop what streams into {0}, or give the sync a target of its own with to: in tables.yml.':
    '{0} へのストリーミングを止めるか、tables.yml の to: で同期専用のテーブルにしてください。',
  'Table changed meanwhile': 'テーブルが同時に変更された',
  'somebody else changed {0} in {1} while the run published into it, and BigQuery let only one of both':
    '公開中に {1} の {0} が他からも変更され、BigQuery は片方だけを受け付けました',
  'Look for other jobs that write into {0}, and give them another time; the run is tried again by itself.':
    '{0} に書き込む他のジョブを探して時間をずらしてください。この実行は自動で再試行されます。',
  'Billing is off': '課金が無効',
  'billing is off, or the project is blocked: {0} ({1})':
    '課金が無効か、プロジェクトがブロックされています: {0}（{1}）',
  'Ask the owner of the project to turn billing on: BigQuery takes no jobs without it.':
    'プロジェクトのオーナーに課金の有効化を依頼してください。無効のままでは BigQuery はジョブを受け付けません。',
  'Job stopped in BigQuery': 'BigQuery のジョブが停止された',
  'somebody, or a reservation of the project, stopped the job for {0} ({1})':
    '誰か、またはプロジェクトの予約設定が {0} のジョブを停止しました（{1}）',
  'Ask in the project who cancelled it; then run {0} again.':
    'プロジェクトで誰が停止したか確認してから、{0} をもう一度実行してください。',
  'BigQuery refuses a job': 'BigQuery がジョブを拒否',
  'a job or a request for {0} is refused by BigQuery at stage {1}{2} ({3})':
    '段階 {1} で、{0} のジョブかリクエストが BigQuery に拒否されました（{3}）{2}',
  'Look at {0} with /sync diff and /sync verify; if nothing is wrong there, report {1} to whoever looks after sync-bot.':
    '/sync diff と /sync verify で {0} を確認してください。問題がなければ、{1} を sync-bot の担当者に報告してください。',
  'Other partitioning': 'パーティション分割が違う',
  '{0} in {1} is partitioned in another way than tables.yml asks for':
    '{1} の {0} のパーティション分割が tables.yml の指定と異なります',
  'Write the partitioning of {0} into tables.yml; or copy {1} to another name, drop it, and run the table with --full: it is made anew.':
    '{0} のパーティション分割を tables.yml に書くか、{1} を別名でコピーしてから削除し、--full で実行してください。新しく作られます。',
  'Query over its limit': 'クエリが上限超過',
  "publishing into {0} of {1} would read more than max_bytes_billed allows: {2} by BigQuery's estimate, {3}; nothing was published":
    '{1} の {0} への公開が max_bytes_billed を超えて読む見込みです: BigQuery の見積もりで {2}、{3}。何も公開していません',
  'Set partition_by of {0} to a column that most runs touch little of, cluster it by its key, or raise max_bytes_billed of the table in tables.yml; then run it again.':
    '{0} の partition_by に 1 回の実行で触れる範囲が狭い列を設定するか、キーでクラスタリングするか、tables.yml でテーブルの max_bytes_billed を上げてから、もう一度実行してください。',
  'Query not started': 'クエリが開始されなかった',
  'a query for {0} in {1} would bill more than max_bytes_billed allows, and BigQuery did not start it; nothing was published':
    '{1} の {0} のクエリの課金が max_bytes_billed を超えるため、BigQuery は開始しませんでした。何も公開していません',
  'Raise max_bytes_billed of {0}, or of the connection, in tables.yml; receipt: rows asks less of BigQuery.':
    'tables.yml で {0} か接続の max_bytes_billed を上げてください。receipt: rows にすると BigQuery への問い合わせが減ります。',
};
