import type { PickedFile, RawDownload } from './types'

/** Lets the person choose one file with one of the endings; `undefined` when they give up. */
export function chooseFile(endings: readonly string[]): Promise<PickedFile | undefined> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = endings.map((ending) => `.${ending}`).join(',')
    input.onchange = () => {
      const file = input.files?.[0]
      resolve(file && { path: URL.createObjectURL(file), name: file.name })
    }
    input.oncancel = () => {
      resolve(undefined)
    }
    input.click()
  })
}

/** Fetches a file; `path` is its address on this device. Rejects only when no answer came. */
export async function downloadRaw(url: string, headers: Record<string, string>): Promise<RawDownload> {
  const answer = await fetch(url, { headers })
  if (!answer.ok) return { status: answer.status, text: await answer.text(), path: '' }
  return { status: answer.status, text: '', path: URL.createObjectURL(await answer.blob()) }
}

/** Puts a fetched file among the person's downloads. */
export function saveFile(path: string, name: string): Promise<void> {
  const link = document.createElement('a')
  link.href = path
  link.download = name
  link.click()
  return Promise.resolve()
}

const show = (path: string): void => {
  if (window.open(path, '_blank') === null) window.location.assign(path)
}

/** Opens a fetched page beside this one, from where it can be printed. */
export const openPage: ((path: string) => void) | undefined = show

/** Shows a page that came as text beside this one, from where it can be printed. */
export const openHtml: ((html: string) => void) | undefined = (html) => {
  show(URL.createObjectURL(new Blob([html], { type: 'text/html' })))
}
