import type { GridCardEntry, GridCardView } from '@linli/shared/areas/gridCard.contract'
import { emergencyNumbers } from '@linli/shared/safety/sos'
import { escapeHtml, renderPrintPage } from '../../lib/printPage'

const style = `
  @page { size: A4; margin: 12mm }
  body { font: 16pt/1.3 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #000; margin: 0 }
  h1 { font-size: 28pt; margin: 0 }
  p { margin: 1.5mm 0 }
  table { width: 100%; border-collapse: collapse; margin-top: 3mm }
  tr { break-inside: avoid }
  th, td { border-top: 1px solid #000; padding: 1.5mm 2mm; text-align: left; vertical-align: top }
  th { width: 34mm; font-weight: bold }
  .phone { font-size: 22pt; font-weight: bold; white-space: nowrap }
  .small { font-size: 13pt }
  .urgent th, .urgent td { border: 3px solid #000; vertical-align: middle }
  .urgent .phone { font-size: 28pt }
`

const emergency = {
  names: emergencyNumbers.map(({ name }) => name).join(' · '),
  numbers: emergencyNumbers.map(({ number }) => number).join(' · '),
}

function renderEntry(entry: GridCardEntry): string {
  const details = [entry.hours, entry.address].filter((line) => line !== undefined)
  return `<tr><th scope="row">${escapeHtml(entry.title)}</th><td>${escapeHtml(entry.name)}${details
    .map((line) => `<br><span class="small">${escapeHtml(line)}</span>`)
    .join('')}</td><td class="phone">${escapeHtml(entry.phone ?? '')}</td></tr>`
}

/** The card as a sheet for the door: the emergency numbers first, all on one A4, large type, no script, nothing loaded from elsewhere. */
export function renderGridCardPage(card: GridCardView): string {
  const notes = card.notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('')
  return renderPrintPage(
    '我的网格',
    `<h1>我的网格</h1>
<p>${escapeHtml(card.placeName)}</p>
<table><tr class="urgent"><th scope="row">危险急事</th><td>${emergency.names}</td><td class="phone">${emergency.numbers}</td></tr>
${card.entries.map(renderEntry).join('')}
</table>
${notes}`,
    style,
  )
}
