import { flat, type Language, plural } from './bot/index.ts';
import type { Jobs, Run } from './jobs/index.ts';

/** A bar for each run on the terminal; the function given back takes them away. */
export async function showProgress(ids: readonly number[], jobs: Jobs, language: Language): Promise<() => void> {
  const { default: progress } = await import('cli-progress');
  const bars = new progress.MultiBar(
    { format: '{table} [{bar}] {rows} {stage}', clearOnComplete: true, hideCursor: true, barsize: 24 },
    progress.Presets.shades_classic,
  );
  const shown = new Map(ids.map((id) => [id, bars.create(100, 0, barOf(jobs.run(id), language))]));
  const unsubscribe = jobs.on((event) => {
    if (event.type !== 'run') return;
    const { run } = event;
    const estimate = run.estimatedRows ?? 0;
    const share = estimate > 0 ? Math.min(99, (run.rowsRead * 100) / estimate) : 0;
    shown.get(run.id)?.update(run.finishedAt === null ? share : 100, barOf(run, language));
  });
  return () => {
    unsubscribe();
    bars.stop();
  };
}

const barOf = (run: Run | null, language: Language) => ({
  table: run?.table ?? '',
  rows: flat(language, plural(run?.rowsRead ?? 0, 'row')),
  stage: run?.stage ?? run?.state ?? '',
});
