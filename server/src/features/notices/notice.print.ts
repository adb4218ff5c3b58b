import { noticeKindNames } from '@linli/shared/notices/notice'
import { publicNoticeStates } from '@linli/shared/notices/notice.state'
import {
  addDays,
  formatPaperDay,
  formatPaperMoment,
  fromShanghaiDay,
  toShanghaiDay,
} from '@linli/shared/time'
import { escapeHtml, keepNumbers, printStyle, renderPrintPage } from '../../lib/printPage'
import { photosOf, type NoticeRecord } from './notice.model'

const style = `${printStyle}
body { font-size: 24pt; line-height: 1.6 }
h1 { font-size: 40pt; line-height: 1.3; text-align: center; margin: 6mm 0 }
.head { font-size: 22pt; text-align: center; border-bottom: 3px solid #000; padding-bottom: 4mm }
.sign { text-align: right; margin-top: 8mm }
p { overflow-wrap: anywhere }
`

/** Words that mean another day to whoever reads the paper tomorrow. */
const relativeDays = [
  { word: '今天', pattern: /今天|今日|今晚|今早/, days: 0 },
  { word: '明天', pattern: /明天|明日|明晚|明早/, days: 1 },
  { word: '后天', pattern: /(?<!大)后天/, days: 2 },
] as const

/** Which days they are, counted from the day on which it went out. */
function explainDays(words: string, publishedAt: Date): string {
  const found = relativeDays.filter(({ pattern }) => pattern.test(words))
  const dayAfter = (days: number) =>
    formatPaperDay(fromShanghaiDay(addDays(toShanghaiDay(publishedAt), days)))
  return found.map(({ word, days }) => `${word}是 ${dayAfter(days)}`).join('，')
}

/** When it went out, or that it did not. */
function renderIssue({ state, title, text, publishedAt }: NoticeRecord): string {
  if (!publishedAt || !publicNoticeStates.includes(state))
    return '<p class="head">草稿：还没有签发，请不要张贴</p>\n'
  const days = explainDays(`${title}\n${text}`, publishedAt)
  const said = days === '' ? '' : `<br>这里说的${days}`
  return `<p class="head">${formatPaperDay(publishedAt)} 发布${said}</p>\n`
}

/** A sheet for the door: A4, large type, no script, nothing loaded from elsewhere. */
export function renderNoticePage(
  notice: NoticeRecord,
  { areaName, forWhom }: { areaName: string; forWhom: string | undefined },
): string {
  const { kind, title, text, signedBy, publishedAt, expiresAt } = notice
  const paragraphs = text.split('\n').map((line) => `<p>${keepNumbers(escapeHtml(line))}</p>`)
  const when = publishedAt ? formatPaperMoment(publishedAt) : ''
  // Words hang on the door; photos are looked at on a screen.
  const { length } = photosOf(notice)
  const photos = length === 0 ? '' : `<p class="small">有 ${length} 张照片，请打开“邻里”小程序看</p>\n`
  const until = expiresAt ? `<p class="small">${formatPaperMoment(expiresAt)} 以后不再有效</p>` : ''
  return renderPrintPage(
    title,
    `<p class="head">${escapeHtml(areaName)} · ${noticeKindNames[kind]}</p>
<h1>${keepNumbers(escapeHtml(title))}</h1>
${renderIssue(notice)}${forWhom === undefined ? '' : `<p class="head">${escapeHtml(forWhom)}</p>\n`}${paragraphs.join('\n')}
${photos}<p class="sign">${escapeHtml(signedBy ?? '')}<br>${when}</p>
${until}`,
    style,
  )
}
