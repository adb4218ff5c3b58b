import sharp from 'sharp'
import { Types } from 'mongoose'
import { Media, type MediaFields } from '../features/media/media.model'

/** A JPEG as a phone writes it: with EXIF that says where, when and by which phone, and lying on its side. */
export function makePhoto({ width = 60, height = 40, orientation = 6 } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#c33' } })
    .withExif({
      IFD0: { Make: 'Laolao Phone', Copyright: '王阿姨' },
      IFD3: { GPSLatitude: '31/1 24/1 0/1', GPSLongitude: '121/1 29/1 0/1' },
    })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer()
}

/** Silence as WAV, 8 kHz, 8 bit, mono. */
export function makeWav(seconds: number): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * 8000), 0x80)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(8000, 24)
  header.writeUInt32LE(8000, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}

/** Frames of MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes and 26 ms each. */
export function makeMp3(frames: number): Buffer {
  const frame = Buffer.alloc(417)
  frame.writeUInt32BE(0xfffb9000)
  return Buffer.concat(Array.from({ length: frames }, () => frame))
}

/** A stored photo or recording without bytes, unused unless said otherwise. */
export async function buildMedia(
  overrides: Partial<MediaFields> & Pick<MediaFields, 'ownerId'>,
): Promise<{ id: string }> {
  const _id = new Types.ObjectId()
  const isUsed = overrides.attachedTo != null
  await Media.create({
    _id,
    kind: 'photo',
    contentType: 'image/jpeg',
    key: `media/00/${_id.toString()}.jpg`,
    storedAt: new Date('2026-01-01T00:00:00.000Z'),
    ...(isUsed ? {} : { looseUntil: new Date('2027-01-01T00:00:00.000Z') }),
    ...overrides,
  })
  return { id: _id.toString() }
}
