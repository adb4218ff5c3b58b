const escapes: Partial<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it may stand in markup, also within an attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')

/** A telephone number is read in one piece: it does not break at its hyphens. Of text that is escaped already. */
export const keepNumbers = (escaped: string): string =>
  escaped.replace(/\d[\d-]{5,}\d/g, (number) => `<span class="number">${number}</span>`)

/** A4 in large type, black on white. */
export const printStyle = `
@page { size: A4; margin: 12mm }
body { font: 14pt/1.4 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #000; margin: 0 }
h1 { font-size: 26pt; margin: 0 0 3mm }
h2 { font-size: 20pt; margin: 4mm 0 2mm }
p { margin: 1.5mm 0 }
table { width: 100%; border-collapse: collapse }
th, td { border: 1px solid #000; padding: 2mm; text-align: left; vertical-align: top }
.large { font-size: 24pt; font-weight: bold }
.small { font-size: 12pt }
.number { white-space: nowrap }
tr { break-inside: avoid }
`

/**
 * A page to print: no script, nothing loaded from elsewhere.
 * @param title plain text.
 * @param body markup; what people wrote in it is escaped already.
 * @param style all of it: `printStyle`, with what the page adds, or its own.
 */
export const renderPrintPage = (title: string, body: string, style = printStyle): string => `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body>
${body}
</body>
</html>
`
