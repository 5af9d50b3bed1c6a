/** Plans, comparisons of source and target, and the version before. */
export const PLANS: Readonly<Record<string, string>> = {
  // What a run would do.
  'Plan for {0}: {1}, nothing has been changed': '{0} の計画: {1}、何も変更していません',
  'Plan for {0}: a query, nothing has been changed': '{0} の計画: クエリ、何も変更していません',
  '{0} → {1}. {2} {3} Masks are applied before the first byte is written anywhere.':
    '{0} → {1}。{2} {3} マスクは、最初の 1 バイトが書き込まれる前に適用されます。',
  'No column is left out.': '除外する列はありません。',
  'Left out: {0}.': '除外: {0}。',
  'The source does not say how many rows there are.': '行数はコピー元からは分かりません。',
  'About {0} rows.': '約 {0} 行。',
  '{0} ({1}) {2}.': '{0} ({1}): {2}。',
  '{0} {1}; nobody has decided about it, so a run is held.':
    '{0}: {1}。まだ誰も判断していないため、実行は保留されます。',
  '{0} is new in the source; nobody has decided about it, so a run leaves it out.':
    '{0} はコピー元の新しい列です。まだ誰も判断していないため、実行では対象外です。',
  '{0} is new in the source and {1}; nobody has decided about it, so a run leaves it out.':
    '{0} はコピー元の新しい列です。{1}。まだ誰も判断していないため、実行では対象外です。',
  "in the source's query": 'コピー元のクエリで',
  'in the worker': 'ワーカーで',
  'Read by': '読み取り',
  'Written by': '書き込み',
  'The table is made new; it did not exist before.': 'テーブルを新しく作成します。まだ存在しません。',
  'The staging table takes the place of the old table in one instant.':
    'ステージングテーブルが一瞬で元のテーブルと入れ替わります。',
  'The rows are replaced inside the table in one transaction; its grants, views and keys stay.':
    '1 つのトランザクションでテーブル内の行を置き換えます。権限、ビュー、キーはそのままです。',
  'New rows are put beside those that are there, in one transaction; what is there stays as it is.':
    '1 つのトランザクションで新しい行を追加します。今ある行はそのままです。',
  'Rows are put in by key in one transaction: new ones are added, changed ones updated, the others stay.':
    '1 つのトランザクションでキーごとに反映します。新しい行は追加、変わった行は更新、ほかはそのままです。',
  'All rows are put beside those of earlier runs, in one instant; what is there of the same time is replaced.':
    '全行を以前の実行の行と並べて一瞬で反映します。同じ時点の行は置き換えます。',
  'One session reads all of it, whatever readers says: {0}.':
    'readers の設定にかかわらず 1 セッションで読みます: {0}。',
  'ranges of its blocks': 'ブロックの範囲',
  'ranges of {0}': '{0} の範囲',
  '{0} sessions read it at once in one snapshot, divided by {1}; fewer where it is small.':
    '{0} セッションが 1 つのスナップショットで {1} ごとに同時に読みます。小さい場合はもっと少なくなります。',
  'Publishing reads {0} of the target at most, beside what is staged; no max_bytes_billed limits it.':
    '公開では、ステージングのほかにコピー先を最大 {0} 読みます。max_bytes_billed による上限はありません。',
  'Publishing reads {0} of the target at most, beside what is staged; max_bytes_billed is {1}.':
    '公開では、ステージングのほかにコピー先を最大 {0} 読みます。max_bytes_billed は {1} です。',
  'Publishing reads {0} of the target at most, beside what is staged; max_bytes_billed is {1}. A run that would read that much is refused.':
    '公開では、ステージングのほかにコピー先を最大 {0} 読みます。max_bytes_billed は {1} のため、この量を読む実行は拒否されます。',
  'Do it: {0} · change it: tables.yml': '実行する: {0} · 変更する: tables.yml',
  'Do it: {0} · change it: the SQL of {1}': '実行する: {0} · 変更する: {1} の SQL',
  // Into BigQuery.
  'Loaded as': 'ロード形式',
  Partitions: 'パーティション',
  'Clustered by': 'クラスタリング',
  'Added to every row': '各行に追加',
  Replaced: '置き換え',
  'Dropped by BigQuery': 'BigQuery による削除',
  Labels: 'ラベル',
  'after {0}, the whole table': '{0} 後にテーブル全体',
  '{0} = {1}, the moment the run stands for': '{0} = {1} (実行の対象時点)',
  'since {0}': '理由: {0}',
  'uploaded to BigQuery itself': 'BigQuery に直接アップロード',
  'by way of files in {0}': '{0} のファイル経由',
  '{0}; every query has to say which partitions it reads': '{0}。クエリごとにパーティションの指定が必要',
  'by ranges of {0}: {1} to before {2}, {3} each': '{0} の範囲ごと: {1} 以上 {2} 未満、{3} きざみ',
  arrival: '到着時刻',
  'by the {0} of {1} (UTC)': '{1} の {0} ごと (UTC)',
  'by the {0} of {1} (UTC), each dropped after {2}': '{1} の {0} ごと (UTC)、それぞれ {2} 後に削除',
  'rows with {0} from {1} to before {2} (UTC); all others stay':
    '{0} が {1} 以降 {2} より前の行 (UTC)。ほかの行はそのままです',
  // Models.
  'Makes {0} with {1}. {2}': '{1} の {0} を作成します。{2}',
  'Runs after {0}.': '{0} の後に実行します。',
  Query: 'クエリ',
  'Bound in it: {0}.': 'クエリに渡す値: {0}。',
  'The query reads {0}, as a dry run estimates; there is no limit.':
    'ドライランの見積もりでは、クエリは {0} 読みます。上限はありません。',
  'The query reads {0}, as a dry run estimates, and max_bytes_billed allows {1}: a run would be refused.':
    'ドライランの見積もりでは、クエリは {0} 読みます。max_bytes_billed の上限は {1} のため、実行は拒否されます。',
  'The query reads {0}, as a dry run estimates; at most {1} may be billed.':
    'ドライランの見積もりでは、クエリは {0} 読みます。課金の上限は {1} です。',
  '{0}: {1} is a model': '{0}: {1} はモデルです',
  '{0} is made by a query in the warehouse: it has no source to be compared with, and its columns are those of its SQL.':
    '{0} はウェアハウスのクエリで作られます。比べるコピー元はなく、列は SQL で決まります。',
  'What it would do: {0} · how it stands: {1}': '実行内容の確認: {0} · 状態: {1}',
  // Not planned, not compared.
  '{0}: no plan ({1})': '{0}: 計画できません ({1})',
  '{0}: not compared ({1})': '{0}: 比較できません ({1})',
  'What to do: {0}': '対応: {0}',
  'Nothing was changed. Try again: {0}': '何も変更していません。やり直す: {0}',
  // Columns of both sides.
  '{0}: no target yet': '{0}: コピー先はまだありません',
  '{0}: no column differs': '{0}: 列に違いはありません',
  '{0}: {1} differs': '{0}: {1} に違いがあります',
  '{0}: {1} differ': '{0}: {1} に違いがあります',
  'And {0}: ask in a terminal with --json.': '{0} はターミナルで --json を付けて確認してください。',
  added: '追加',
  '{0} → {1}. {2}': '{0} → {1}。{2}',
  '{0}, masked ({1}): {2} {3}': '{0} (マスク {1}): {2} {3}',
  'The target is not there yet; the first run makes it with these columns.':
    'コピー先はまだありません。最初の実行がこれらの列で作成します。',
  'The target has the {0} that a run makes, each with its type.':
    'コピー先の {0} は、すべて実行で作られる型と同じです。',
  '{0} of the target is as a run makes it.': 'コピー先の {0} は、実行で作られるものと同じです。',
  '{0} of the target are as a run makes them.': 'コピー先の {0} は、実行で作られるものと同じです。',
  'not in the target; add_columns adds it.': 'コピー先になく、add_columns が追加します。',
  'not in the target; {0} in the source.': 'コピー先になく、コピー元では {0} です。',
  'only in the target, as {0}.': 'コピー先にだけ {0} としてあります。',
  'only in the target, as {0}; {1} is new in the source: renamed?':
    'コピー先にだけ {0} としてあります。{1} がコピー元で新しい列です。名前の変更でしょうか?',
  'not in the target; {0} in the source, and on_new_column is ignore.':
    'コピー先になく、コピー元では {0} です。on_new_column は ignore です。',
  'added by add_columns, {0} in the target.': 'add_columns で追加、コピー先では {0} です。',
  '{0} in the source, {1} in the target.': 'コピー元では {0}、コピー先では {1} です。',
  '{0} in the source; tables.yml excludes it.': 'コピー元では {0} です。tables.yml で除外しています。',
  '{0} in the source; tables.yml excludes it, and the target has it as {1}.':
    'コピー元では {0} です。tables.yml で除外していますが、コピー先には {1} としてあります。',
  '{0} in the source; columns of tables.yml does not list it.':
    'コピー元では {0} です。tables.yml の columns にありません。',
  '{0} in the source; columns of tables.yml does not list it, and the target has it as {1}.':
    'コピー元では {0} です。tables.yml の columns にありませんが、コピー先には {1} としてあります。',
  'The next run adds it as {0}.': '次の実行で {0} として追加します。',
  'The next run drops it.': '次の実行で削除します。',
  'The next run makes it {0}.': '次の実行で {0} にします。',
  'The next run keeps it as it is in the target.': '次の実行でもコピー先のまま残します。',
  'The next run is refused.': '次の実行は拒否されます。',
  'The next run is refused: it would make it {0}.': '次の実行は拒否されます ({0} にするため)。',
  'The next run leaves it out until somebody has decided.': '判断されるまで、次の実行では対象外です。',
  'The next run leaves it out.': '次の実行では対象外です。',
  'The next run is refused: it would lose a column or change types without anybody having said so. To let it, add {0} to {1} in tables.yml.':
    '次の実行は拒否されます。明示的な許可なしに列が消えるか、型が変わるためです。許可するには、tables.yml の {1} に {0} を追加してください。',
  'The next run is refused: it would lose columns or change types without anybody having said so. To let it, add {0} to {1} in tables.yml.':
    '次の実行は拒否されます。明示的な許可なしに列が消えるか、型が変わるためです。許可するには、tables.yml の {1} に {0} を追加してください。',
  'The next run is refused: something hangs on {0} (indexes, views, grants …), so its rows are replaced inside it and its columns have to be the ones a run makes. Alter them to match, or drop what hangs on it.':
    '次の実行は拒否されます。{0} にはインデックス、ビュー、権限などが付いていて、行だけを置き換えるため、列が実行で作られるものと同じでなければなりません。列を合わせるか、付いているものを削除してください。',
  'The rows are replaced inside the target, which keeps its own definition; a NULL it does not take fails.':
    'コピー先の定義を残したまま行を置き換えます。許可されていない NULL があると失敗します。',
  'After that, look again: {0} · the statements: {1}': 'その後の確認: {0} · 実行する文: {1}',
  'Nothing was changed. Copy it: {0} · the statements: {1}': '何も変更していません。コピーする: {0} · 実行する文: {1}',
};
