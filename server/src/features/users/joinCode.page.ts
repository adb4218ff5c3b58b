import { escapeHtml, renderPrintPage } from '../../lib/printPage'

const style = `
@page { size: A4; margin: 15mm }
body { font: 22pt/1.5 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #000; text-align: center; margin: 0 }
h1 { font-size: 40pt; margin: 6mm 0 0 }
img { width: 100mm; height: 100mm }
.code { font: bold 36pt monospace; letter-spacing: .15em; margin: 4mm 0 }
.small { font-size: 16pt }
`

/** A sheet for the door: A4, large type, the code to scan and to type, no script, nothing loaded from elsewhere. */
export function renderJoinCodeSheet(sheet: {
  communityName: string
  buildingName: string | undefined
  code: string
  image: Buffer
  until: string | undefined
}): string {
  const place = [sheet.communityName, sheet.buildingName].filter((name) => name !== undefined).join(' ')
  const until = sheet.until === undefined ? '' : `<p class="small">${escapeHtml(sheet.until)}前有效</p>`
  return renderPrintPage(
    '加入社区',
    `<h1>邻里</h1>
<p>${escapeHtml(place)}</p>
<img src="data:image/png;base64,${sheet.image.toString('base64')}" alt="社区码">
<p>打开微信，扫一扫，点“加入”。</p>
<p>扫不了？请在“邻里”小程序里填这个码：</p>
<p class="code">${escapeHtml(sheet.code)}</p>
${until}`,
    style,
  )
}
