import { formatArea, noElectionsText } from '@linli/shared/ballots/ballot'
import { describeBallotRule, outcomeTexts } from '@linli/shared/ballots/ballot.words'
import { formatPaperMoment } from '@linli/shared/time'
import { escapeHtml, renderPrintPage } from '../../lib/printPage'
import type { BallotRecord } from './ballot.model'
import { describeResult } from './ballot.view'

/** A sheet of what nobody may go by yet, or any more, must not pass for one to hang up. */
const warnings: Partial<Record<BallotRecord['state'], string>> = {
  draft: '草稿：还没有公布，请不要张贴',
  void: '已作废，不算数，请不要张贴',
}

function renderState({ state }: BallotRecord): string {
  const warning = warnings[state]
  return warning === undefined ? '' : `<p class="large">${warning}</p>\n`
}

function renderResult(ballot: BallotRecord): string {
  const { result, options, kind, state } = ballot
  if (!result || state !== 'closed') return ''
  const isByArea = kind === 'owners'
  const rows = result.tallies.map(({ optionId, heads, area, isPassed }) => {
    const text = options.find(({ id }) => id === optionId)?.text ?? ''
    const areaCell = isByArea ? `<td>${formatArea(area)}</td>` : ''
    return `<tr><td>${escapeHtml(text)}</td><td>${heads} 票</td>${areaCell}<td>${isPassed ? '通过' : ''}</td></tr>`
  })
  const words = describeResult(ballot, result).map((line) => `<p>${escapeHtml(line)}</p>`)
  return `<h2>结果：${outcomeTexts[result.outcome]}</h2><table>${rows.join('')}</table>${words.join('')}`
}

/** The announcement, and after the closing the result: A4, large type, no script, nothing loaded from elsewhere. */
export function renderBallotPage(ballot: BallotRecord): string {
  const { title, text, options, opensAt, closesAt } = ballot
  const lines = text.split('\n').map((line) => `<p>${escapeHtml(line)}</p>`)
  const items = options.map((option) => `<li>${escapeHtml(option.text)}</li>`)
  const rules = describeBallotRule(ballot).map((line) => `<p>${escapeHtml(line)}</p>`)
  return renderPrintPage(
    title,
    `${renderState(ballot)}<h1>${escapeHtml(title)}</h1>
${lines.join('')}
<ul>${items.join('')}</ul>
<p class="large">${formatPaperMoment(opensAt)} 到 ${formatPaperMoment(closesAt)}</p>
${renderResult(ballot)}
<h2>规则</h2>
${rules.join('')}
<p class="small">${noElectionsText}</p>`,
  )
}
