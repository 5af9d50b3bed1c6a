/** What Redshift, stores of files and Slack say; what is late or slow. */
export const FAILURES_STORES: Readonly<Record<string, string>> = {
  'File with other columns': 'ファイルの列が違う',
  'a file for {0} has more or fewer columns than the table ({1})':
    '{0} 用のファイルの列数がテーブルと異なります（{1}）',
  'Look at /sync diff {0}, then run the table again: it is written anew with the columns of now.':
    '/sync diff {0} を確認してから、もう一度実行してください。今の列で書き直されます。',
  'Broken quotes or delimiters': '引用符か区切り文字の破損',
  '{0} cannot take a file for {1} apart: a delimiter or a quote is broken':
    '{0} が {1} 用のファイルを分割できません。区切り文字か引用符が壊れています',
  'Change the files for {0} to Parquet or JSON lines, which need no quotes.':
    '{0} へのファイルを、引用符の要らない Parquet か JSON Lines に変えてください。',
  'Bytes not UTF-8': 'UTF-8 でないバイト',
  '{0} of {1} holds bytes that {2} does not take as UTF-8':
    '{1} の {0} に、{2} が UTF-8 として受け付けないバイトがあります',
  'Clean the column at the source, or leave it out: exclude: [{0}] in tables.yml.':
    'コピー元で列の値を直すか、tables.yml の exclude: [{0}] で除外してください。',
  'Staged file missing': 'ステージングのファイルがない',
  'a staged file or the manifest for {0} was not there when {1} read it':
    '{1} が読み取ったとき、{0} のステージングのファイルかマニフェストがありませんでした',
  'Check region and prefix of the staging bucket of {0}, and that no lifecycle rule takes files away within a day.':
    '{0} のステージング用バケットのリージョンとプレフィックス、1 日以内にファイルを消すライフサイクルルールがないかを確認してください。',
  'Two writers at once': '書き込みの競合',
  'something else wrote {0} in {1} at the same time, and Redshift let only one of both':
    '{1} の {0} に他からも同時に書き込みがあり、Redshift は片方だけを受け付けました',
  'Give whatever else writes {0} another time; the run is tried again by itself.':
    '{0} に書き込む他の処理と時間をずらしてください。この実行は自動で再試行されます。',
  'File not understood': 'ファイルを解釈できない',
  '{0} does not understand a line of a file for {1}{2}': '{2}{0} が {1} 用のファイルのある行を解釈できません',
  'Report {0} with the type of {1} to whoever looks after sync-bot.':
    '{0} を、{1} の型を添えて sync-bot の担当者に報告してください。',
  'No right on S3 bucket': 'S3 バケットの権限がない',
  'access to {0} for {1} is refused by Amazon ({2})': '{1} のための {0} へのアクセスが Amazon に拒否されました（{2}）',
  'Add s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket on {0} to the policy of {1}, and kms:GenerateDataKey and kms:Decrypt where the bucket has a key of its own.':
    '{1} のポリシーに {0} の s3:GetObject、s3:PutObject、s3:DeleteObject、s3:ListBucket を追加し、バケットに独自のキーがある場合は kms:GenerateDataKey と kms:Decrypt も追加してください。',
  'Credentials expired': '認証情報の期限切れ',
  'the credentials for {0} have expired, or the clock of this machine is wrong ({1})':
    '{0} の認証情報が期限切れか、このマシンの時計がずれています（{1}）',
  'Renew the credentials of {0}, and check that the clock of this machine is right (timedatectl).':
    '{0} の認証情報を更新し、このマシンの時計が正しいか確認してください（timedatectl）。',
  'S3 bucket not there': 'S3 バケットがない',
  '{0} is not there, or is in another region ({1})': '{0} がないか、別のリージョンにあります（{1}）',
  'Correct bucket and region of {0} in tables.yml.': 'tables.yml で {0} のバケットとリージョンを直してください。',
  'Object missing': 'オブジェクトがない',
  'a file for {0} is not in {1} ({2})': '{0} 用のファイルが {1} にありません（{2}）',
  'Check that the producer of the file has run, and that no lifecycle rule of {0} takes it away too early.':
    'ファイルを作る処理が動いたか、{0} のライフサイクルルールが早く消していないかを確認してください。',
  'Amazon asks for patience': 'Amazon のレート制限',
  'fewer requests to {0} are asked for by Amazon, or it has trouble itself ({1})':
    'Amazon が {0} へのリクエストを制限しているか、障害が起きています（{1}）',
  'Lower max_writers of {0} in tables.yml if it goes on, and look at health.aws.amazon.com.':
    '続く場合は tables.yml で {0} の max_writers を下げ、health.aws.amazon.com を確認してください。',
  'No right on GCS bucket': 'GCS バケットの権限がない',
  'access to {0} for {1} is refused by Cloud Storage ({2})':
    '{1} のための {0} へのアクセスが Cloud Storage に拒否されました（{2}）',
  'Grant {0} roles/storage.objectUser on the bucket of {1}.':
    '{1} のバケットの roles/storage.objectUser を {0} に付与してください。',
  'GCS bucket not there': 'GCS バケットがない',
  'the bucket, or a file in it, is not in {0} ({1})': 'バケットか、その中のファイルが {0} にありません（{1}）',
  'Correct the bucket of {0} in tables.yml, and look whether a lifecycle rule takes files away too early.':
    'tables.yml で {0} のバケットを直し、ライフサイクルルールが早く消していないか確認してください。',
  'Google asks for patience': 'Google のレート制限',
  'fewer requests are asked for by Cloud Storage, or it has trouble itself ({0})':
    'Cloud Storage がリクエストを制限しているか、障害が起きています（{0}）',
  'File changed meanwhile': 'ファイルが同時に変更された',
  'somebody else wrote a file for {0} at the same moment ({1})':
    '{0} 用のファイルが同じ瞬間に他からも書き込まれました（{1}）',
  'Look for what else writes into the bucket of {0}, and give it another prefix.':
    '{0} のバケットに書き込む他の処理を探し、別のプレフィックスにしてください。',
  'Data late': 'データの遅れ',
  '{0} is older than it may be, or was not started in time':
    '{0} のデータが許容より古いか、時間どおりに開始されませんでした',
  'Look at /sync status {0} for what it waits for.': '/sync status {0} で何を待っているか確認してください。',
  'Slower than usual': 'いつもより遅い',
  'the run of {0} takes much longer than usual': '{0} の実行がいつもより大幅に長くかかっています',
  'Look at /sync chart {0} duration, and at what else goes on in {1}.':
    '/sync chart {0} duration と、{1} で他に動いているものを確認してください。',
  'Slack asks for patience': 'Slack のレート制限',
  'fewer requests are asked for by Slack, or it has trouble itself; what is to be told waits':
    'Slack がリクエストを制限しているか、障害が起きています。通知は待機しています',
  'Look at slack-status.com if it goes on; the messages are kept and sent again.':
    '続く場合は slack-status.com を確認してください。メッセージは保存され、再送されます。',
  'Message not delivered': 'メッセージを送れない',
  'a message is not taken by Slack{0}': 'Slack に受け付けられないメッセージがあります。{0}',
  ' for {0}': '宛先は {0} です',
  'Invite the app into the channel, correct slack.channel or slack.fallback in tables.yml, or install the app anew where its token was taken back.':
    'アプリをチャンネルに招待するか、tables.yml の slack.channel か slack.fallback を直すか、トークンが取り消されている場合はアプリをインストールし直してください。',
};
