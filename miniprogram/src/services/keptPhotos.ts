import { makeId } from '../platform/id'
import { dropFile, keepFile, openFile } from '../platform/lastingFiles'
import { deviceStore } from '../platform/storage'
import { ApiError } from './apiError'
import { uploadMedia } from './media'

/**
 * Photos that outlive the program. One that was taken where there is no network stands in what is sent by a reference,
 * which becomes the server's id when both leave together.
 */
interface KeptPhoto {
  key: string
  /** Its name on the device. */
  file: string
  keptAt: number
  /** Once it has arrived. */
  id?: string
  sentAt?: number
}

const storageKey = 'linli.photos'
const day = 24 * 60 * 60 * 1000
/** The server forgets after a week what nobody has submitted. */
const goodForMs = 6 * day
/** Who has not come back to a form for so long does not any more. */
const keptForMs = 14 * day

const referTo = (key: string): string => `kept:${key}`

const readAll = (): KeptPhoto[] => (deviceStore.read(storageKey) ?? []) as KeptPhoto[]
const writeAll = (photos: readonly KeptPhoto[]): boolean => deviceStore.write(storageKey, photos)
const find = (key: string): KeptPhoto | undefined => readAll().find((photo) => photo.key === key)

/** One photo of a form: where it is shown from, the key under which this device keeps it, the id once it has arrived. */
export interface PickedPhoto {
  path: string
  kept?: string
  id?: string
}

/** Keeps a chosen photo; where the device cannot, it lives as long as the program. */
export async function keepPhoto(path: string): Promise<PickedPhoto> {
  const file = await keepFile(path)
  if (file === undefined) return { path }
  const kept = makeId()
  if (!writeAll([...readAll(), { key: kept, file, keptAt: Date.now() }])) return { path }
  return { path: (await openFile(file)) ?? path, kept }
}

/** Where a kept photo is shown from now; `undefined` where it is not on the device any more. */
export async function openPhoto(key: string): Promise<string | undefined> {
  const photo = find(key)
  return photo && openFile(photo.file)
}

/** Uploads a photo, a kept one once however often it is asked for, and answers its id. Throws ApiError. */
export async function sendPhoto(
  { path, kept }: Pick<PickedPhoto, 'path' | 'kept'>,
  onProgress?: (percent: number) => void,
): Promise<string> {
  const photo = kept === undefined ? undefined : find(kept)
  if (!photo) return (await uploadMedia('photo', path, onProgress)).id
  if (photo.id !== undefined && Date.now() - (photo.sentAt ?? 0) < goodForMs) return photo.id
  const from = await openFile(photo.file)
  if (from === undefined) throw ApiError.local('photo.lost', 410)
  const { id } = await uploadMedia('photo', from, onProgress)
  writeAll(readAll().map((each) => (each.key === photo.key ? { ...each, id, sentAt: Date.now() } : each)))
  return id
}

/** For what leaves through `submit`: ids, and references to what is still on the device. */
export const referToPhotos = (photos: readonly PickedPhoto[]): string[] =>
  photos.flatMap(({ id, kept }) => id ?? (kept === undefined ? [] : referTo(kept)))

/** Which of them a body refers to. */
const listReferred = (body = ''): KeptPhoto[] =>
  readAll().filter(({ key }) => body.includes(`"${referTo(key)}"`))

/** What is sent, with the photos it refers to uploaded first. Throws ApiError. */
export async function sendPhotosOf(body: string | undefined): Promise<string | undefined> {
  let filled = body
  for (const { key } of listReferred(body)) {
    const id = await sendPhoto({ path: '', kept: key })
    filled = filled?.split(`"${referTo(key)}"`).join(`"${id}"`)
  }
  return filled
}

function forget(isOver: (photo: KeptPhoto) => boolean): void {
  const photos = readAll()
  const over = photos.filter(isOver)
  if (over.length === 0) return
  for (const { file } of over) dropFile(file)
  writeAll(photos.filter((photo) => !over.includes(photo)))
}

/** The person has taken it out. */
export function forgetPhoto(key: string): void {
  forget((photo) => photo.key === key)
}

/** What it refers to has arrived with it. */
export function forgetPhotosOf(body: string | undefined): void {
  const referred = new Set(listReferred(body).map(({ key }) => key))
  forget(({ key, id }) => referred.has(key) || (id !== undefined && body?.includes(`"${id}"`) === true))
}

/** Photos of forms that were never sent. */
export function sweepKeptPhotos(): void {
  const now = Date.now()
  forget(({ keptAt }) => now - keptAt > keptForMs)
}
