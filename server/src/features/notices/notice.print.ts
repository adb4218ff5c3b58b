import { noticeKindNames } from '@linli/shared/notices/notice'
import { formatMoment } from '@linli/shared/time'
import { escapeHtml, printStyle, renderPrintPage } from '../../lib/printPage'
import { photosOf, type NoticeRecord } from './notice.model'

const style = `${printStyle}
body { font-size: 24pt; line-height: 1.6 }
h1 { font-size: 40pt; line-height: 1.3; text-align: center; margin: 6mm 0 }
.head { font-size: 22pt; text-align: center; border-bottom: 3px solid #000; padding-bottom: 4mm }
.sign { text-align: right; margin-top: 8mm }
p { overflow-wrap: anywhere }
`

/** A sheet for the door: A4, large type, no script, nothing loaded from elsewhere. */
export function renderNoticePage(
  notice: NoticeRecord,
  { areaName, forWhom }: { areaName: string; forWhom: string | undefined },
  now: Date,
): string {
  const { kind, title, text, signedBy, publishedAt, expiresAt } = notice
  const paragraphs = text.split('\n').map((line) => `<p>${escapeHtml(line)}</p>`)
  const when = publishedAt ? formatMoment(publishedAt, now) : ''
  // Words hang on the door; photos are looked at on a screen.
  const { length } = photosOf(notice)
  const photos = length === 0 ? '' : `<p class="small">有 ${length} 张照片，请打开“邻里”小程序看</p>\n`
  const until = expiresAt
    ? `<p class="small">${escapeHtml(formatMoment(expiresAt, now))}以后不再有效</p>`
    : ''
  return renderPrintPage(
    title,
    `<p class="head">${escapeHtml(areaName)} · ${noticeKindNames[kind]}</p>
<h1>${escapeHtml(title)}</h1>
${forWhom === undefined ? '' : `<p class="head">${escapeHtml(forWhom)}</p>\n`}${paragraphs.join('\n')}
${photos}<p class="sign">${escapeHtml(signedBy ?? '')}<br>${escapeHtml(when)}</p>
${until}`,
    style,
  )
}
