import { escapeHtml } from '../../lib/printPage'

/** Markup that is safe to send; everything put into the `html` tag is escaped unless it is one of these. */
export class SafeHtml {
  constructor(readonly text: string) {}
}

type Part = string | number | undefined | SafeHtml | readonly SafeHtml[]

function render(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof SafeHtml) return part.text
  if (typeof part === 'object') return part.map((inner) => inner.text).join('')
  return escapeHtml(String(part))
}

/** Template tag that escapes what is put in. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): SafeHtml {
  return new SafeHtml(strings.reduce((text, piece, i) => text + render(parts[i - 1]) + piece))
}

const style = new SafeHtml(`<style>
  :root { font: 18px/1.6 system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", sans-serif; color: #1a1a1a; background: #f5f5f0 }
  * { box-sizing: border-box }
  body { margin: 0 }
  .notice { margin: 0; padding: 12px 20px; background: #7a3b00; color: #fff; font-weight: 600 }
  main, header { max-width: 720px; margin: 0 auto; padding: 0 20px }
  main { padding-bottom: 48px }
  h1 { font-size: 26px; line-height: 1.3; margin: 28px 0 8px }
  h2 { font-size: 20px; margin: 32px 0 8px }
  h3 { font-size: 18px; margin: 16px 0 4px }
  form { margin: 0 }
  .choice, .link { display: block; width: 100%; min-height: 64px; margin: 10px 0; padding: 12px 18px; text-align: left;
    font: inherit; color: inherit; background: #fff; border: 2px solid #6b6b60; border-radius: 12px; text-decoration: none; cursor: pointer }
  .choice:hover, .link:hover { background: #eef6ee; border-color: #0b6b33 }
  :focus-visible { outline: 4px solid #0b57d0; outline-offset: 2px }
  .name { display: block; font-size: 20px; font-weight: 600 }
  .role { display: block; color: #4a4a44 }
  label { display: block; margin: 12px 0 4px }
  input[type=text] { width: 100%; min-height: 60px; padding: 8px 16px; font: inherit; border: 2px solid #6b6b60; border-radius: 12px }
  dl { margin: 0 } dt { font-weight: 600; margin-top: 8px } dd { margin: 0; overflow-wrap: anywhere }
  code { overflow-wrap: anywhere }
  </style>`)

/** A whole page of the sandbox, which says at its top that it is not WeChat. */
export function renderPage(title: string, body: SafeHtml): string {
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · 本地演示</title>
        ${style}
      </head>
      <body>
        <aside class="notice" aria-label="说明">本地演示，不是真的微信</aside>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text
}
