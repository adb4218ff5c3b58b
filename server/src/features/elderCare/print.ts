const escapes: Partial<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')

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
`
