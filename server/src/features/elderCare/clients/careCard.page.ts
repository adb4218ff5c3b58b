import { escapeHtml, printStyle, renderPrintPage } from '../../../lib/printPage'

const style = `${printStyle}
.card { border: 2px solid #000; border-radius: 6mm; padding: 8mm; width: 150mm; margin: 10mm auto; text-align: center }
img { width: 70mm; height: 70mm }
.code { font: bold 24pt monospace; letter-spacing: .05em }
`

/** The card on one sheet: large, to be cut out and hung at the door inside; no script, nothing loaded from elsewhere. */
export function renderCareCard({ name, code, image }: { name: string; code: string; image: Buffer }): string {
  return renderPrintPage(
    '服务卡',
    `<div class="card">
<h1>服务卡</h1>
<p class="large">${escapeHtml(name)}</p>
<img src="data:image/png;base64,${image.toString('base64')}" alt="服务卡二维码">
<p class="code">${escapeHtml(code)}</p>
<p>上门服务开始时，请服务人员扫这张卡。</p>
<p class="small">只给上门服务的人看。丢了请马上打电话给社区，旧卡当时就停用。</p>
</div>`,
    style,
  )
}
