import type { GridCardEntry, GridCardView } from '@linli/shared/areas/gridCard.contract'
import { emergencyNumbers } from '@linli/shared/safety/sos'
import { escapeHtml, renderPrintPage } from '../../lib/printPage'

const style = `
  @page { size: A4; margin: 15mm }
  body { font: 20pt/1.4 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #000; margin: 0 }
  h1 { font-size: 34pt; margin: 0 }
  p { margin: 2mm 0 }
  table { width: 100%; border-collapse: collapse; margin-top: 4mm }
  th, td { border-top: 1px solid #000; padding: 3mm 2mm; text-align: left; vertical-align: top }
  th { width: 34mm; font-weight: bold }
  .phone { font-size: 28pt; font-weight: bold; white-space: nowrap }
  .small { font-size: 16pt }
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

/** The card as a sheet for the door: A4, large type, no script, nothing loaded from elsewhere. */
export function renderGridCardPage(card: GridCardView): string {
  const notes = card.notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('')
  return renderPrintPage(
    '我的网格',
    `<h1>我的网格</h1>
<p>${escapeHtml(card.placeName)}</p>
<table>${card.entries.map(renderEntry).join('')}
<tr><th scope="row">危险急事</th><td>${emergency.names}</td><td class="phone">${emergency.numbers}</td></tr>
</table>
${notes}`,
    style,
  )
}
