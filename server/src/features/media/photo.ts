import { mediaLimits } from '@linli/shared/media/media'
import sharp, { type Sharp } from 'sharp'
import { AppError, assertThat } from '../../lib/appError'

export interface PreparedPhoto {
  bytes: Buffer
  thumbnail: Buffer
  width: number
  height: number
}

/** The formats that are opened at all. SVG is not among them: it is a program and can fetch addresses. */
const signatures: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])),
  (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')),
  (bytes) => /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6)),
  (bytes) => /^RIFF.{4}WEBP/s.test(bytes.toString('latin1', 0, 12)),
  (bytes) => /^.{4}ftypavi[fs]/s.test(bytes.toString('latin1', 0, 12)),
]

const decodeSeconds = 20
const quality = { photo: 82, thumbnail: 75 }

function shrink(bytes: Buffer, edge: number): Sharp {
  return sharp(bytes, {
    limitInputPixels: mediaLimits.photoPixels,
    failOn: 'error',
    sequentialRead: true,
    pages: 1,
  })
    .timeout({ seconds: decodeSeconds })
    .rotate()
    .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
}

/**
 * Draws a picture anew: turned upright, at most `photoEdge` pixels, without EXIF (where and when it was taken, by
 * which phone) and without anything hidden behind it. JPEG, because WeChat's check does not take WebP.
 * @throws AppError `media.wrong_kind` for what is no picture, `media.unreadable` for a broken or monstrous one.
 */
export async function preparePhoto(received: Buffer): Promise<PreparedPhoto> {
  assertThat(
    signatures.some((matches) => matches(received)),
    'media.wrong_kind',
  )
  try {
    const { data, info } = await shrink(received, mediaLimits.photoEdge)
      .jpeg({ quality: quality.photo })
      .toBuffer({ resolveWithObject: true })
    const thumbnail = await shrink(data, mediaLimits.thumbnailEdge)
      .jpeg({ quality: quality.thumbnail })
      .toBuffer()
    return { bytes: data, thumbnail, width: info.width, height: info.height }
  } catch {
    throw new AppError('media.unreadable')
  }
}
