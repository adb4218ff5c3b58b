import { importLimits } from '@linli/shared/register/register'
import type { ImportProblem, ImportView } from '@linli/shared/register/register.contract'
import type { RegisterImportDocument } from './import.models'

const viewLines = (lines: readonly ImportProblem[]) =>
  lines.slice(0, importLimits.problemsShown).map(({ row, column, reason }) => ({ row, column, reason }))

export function viewImport(job: RegisterImportDocument): ImportView {
  const { kind, area, fileName, state, rows, rowsChecked, rowsWritten, problems, added, updated } = job
  const kept = job.kept ?? []
  return {
    id: job._id.toString(),
    kind,
    area,
    fileName,
    state,
    rows,
    rowsChecked,
    rowsWritten,
    problemCount: problems.length,
    problems: viewLines(problems),
    keptCount: kept.length,
    kept: viewLines(kept),
    added,
    updated,
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString(),
  }
}

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

/** Every bad row as csv that Excel opens: with a mark, so that it reads UTF-8. */
export function renderProblems({ problems }: Pick<RegisterImportDocument, 'problems'>): string {
  const lines = problems.map(({ row, column, reason }) =>
    [String(row), column ?? '', reason].map(quote).join(','),
  )
  return `\uFEFF${['行号,列,原因', ...lines].join('\r\n')}\r\n`
}
