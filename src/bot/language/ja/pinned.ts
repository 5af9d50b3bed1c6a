/** Plans that are kept for a while, so that exactly these can be run. */
export const PINNED: Readonly<Record<string, string>> = {
  'Plan {0}, valid until {1}: a run of it does exactly this, or nothing and says what changed. In words: {2}':
    '計画 {0}、有効期限 {1}: 実行するとこのとおりに行い、何か変わっていれば何もせずに変更点を示します。コマンド: {2}',
  'Run exactly this plan': 'この計画どおりに実行',
  'Plan again': 'もう一度計画',
  'There is no plan {0}': '計画 {0} はありません',
  'Nothing was started. A plan is kept for half an hour after it was shown.':
    '何も開始していません。計画は表示してから 30 分間保存されます。',
  'A new one: {0}': '新しい計画: {0}',
  'Plan {0} is of {1}, not of {2}': '計画 {0} は {2} ではなく {1} のものです',
  'Nothing was started.': '何も開始していません。',
  'That one: {0} · a new one: {1}': 'その計画: {0} · 新しい計画: {1}',
  'Plan {0} of {1} has expired': '{1} の計画 {0} は期限切れです',
  '{0} made it at {1}, and it was valid until {2}. Nothing was started.':
    '{0} が {1} に作成し、{2} まで有効でした。何も開始していません。',
  'It was made at {0}, and was valid until {1}. Nothing was started.':
    '{0} に作成され、{1} まで有効でした。何も開始していません。',
  'Change it: tables.yml': '変更するには: tables.yml',
  'Change it: the SQL of {0}': '変更するには: {0} の SQL',
  'a plan is of one table, and says itself what is read; give --plan alone':
    '計画は 1 つのテーブルのもので、読む範囲も計画に含まれます。--plan だけを指定してください',
  'The plan is kept for half an hour: run TABLE --plan ID carries out exactly this, or says what changed':
    '計画は 30 分間保存されます。run TABLE --plan ID でこのとおりに実行するか、変更点を示します',
  '--plan p-7k3f carries out exactly the plan of that name, or nothing and says what changed; --dry-run only plans':
    '--plan p-7k3f はその計画どおりに実行するか、何もせずに変更点を示します。--dry-run は計画だけします',
};
