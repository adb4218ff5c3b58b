import sharp from 'sharp'
import { makePhoto } from '../../test/media.factory'
import { preparePhoto } from './photo'

const refusal = (code: string) => expect.objectContaining({ code }) as unknown

/** A PNG of a few bytes that says it is 50,000 pixels wide and high. */
async function makeBomb(): Promise<Buffer> {
  const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
    .png()
    .toBuffer()
  png.writeUInt32BE(50_000, 16)
  png.writeUInt32BE(50_000, 20)
  return png
}

describe('photos are drawn anew', () => {
  it('upright, smaller, and without a word about where, when and by which phone', async () => {
    const taken = await makePhoto({ width: 3000, height: 1000, orientation: 6 })
    expect(await sharp(taken).metadata()).toMatchObject({
      orientation: 6,
      exif: expect.any(Buffer) as unknown,
    })
    const photo = await preparePhoto(taken)
    expect({ width: photo.width, height: photo.height }).toEqual({ width: 683, height: 2048 })
    for (const [bytes, edge] of [
      [photo.bytes, 2048],
      [photo.thumbnail, 400],
    ] as const) {
      const metadata = await sharp(bytes).metadata()
      expect(metadata).toMatchObject({ format: 'jpeg', height: edge })
      expect([metadata.exif, metadata.xmp, metadata.iptc, metadata.orientation]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ])
      expect(bytes.includes('Laolao')).toBe(false)
    }
  })

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('from %s', async (format) => {
    const source = await sharp({ create: { width: 20, height: 10, channels: 4, background: '#0f08' } })
      .toFormat(format)
      .toBuffer()
    expect(await preparePhoto(source)).toMatchObject({ width: 20, height: 10 })
  })

  it('drops what a polyglot carries behind the picture', async () => {
    const evil = Buffer.concat([await makePhoto(), Buffer.from('<script>alert(1)</script>PK\x03\x04')])
    const { bytes } = await preparePhoto(evil)
    expect(bytes.includes('<script>')).toBe(false)
    expect(bytes.includes('PK\x03\x04')).toBe(false)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    [
      'a drawing that fetches',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    ],
    [
      'a drawing after a declaration',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ['a document', Buffer.from('%PDF-1.7')],
    ['TIFF', Buffer.from('II*\0', 'latin1')],
  ])('refuses %s', async (_, bytes) => {
    await expect(preparePhoto(bytes)).rejects.toEqual(refusal('media.wrong_kind'))
  })

  it('refuses a broken picture and one made to exhaust memory', async () => {
    const photo = await makePhoto({ width: 300, height: 300 })
    await expect(preparePhoto(photo.subarray(0, photo.length / 2))).rejects.toEqual(
      refusal('media.unreadable'),
    )
    await expect(preparePhoto(Buffer.from('\x89PNG\r\n\x1a\n<html>', 'latin1'))).rejects.toEqual(
      refusal('media.unreadable'),
    )
    await expect(preparePhoto(await makeBomb())).rejects.toEqual(refusal('media.unreadable'))
  })
})
