import { makeMp3, makeWav } from '../../test/media.factory'
import { readAudio } from './audioFormat'

/** ADTS frames of 16 kHz, 64 ms each. */
function makeAac(frames: number): Buffer {
  const length = 64
  const frame = Buffer.alloc(length)
  frame.set([
    0xff,
    0xf1,
    (1 << 6) | (8 << 2),
    0x40 | (length >> 11),
    (length >> 3) & 0xff,
    (length & 7) << 5,
    0,
  ])
  return Buffer.concat(Array.from({ length: frames }, () => frame))
}

function makeOggPage(body: Buffer, samples: bigint): Buffer {
  const header = Buffer.alloc(28)
  header.write('OggS', 0)
  header.writeBigInt64LE(samples, 6)
  header.writeUInt8(1, 26)
  header.writeUInt8(body.length, 27)
  return Buffer.concat([header, body])
}

function makeOpus(seconds: number): Buffer {
  const head = Buffer.concat([Buffer.from('OpusHead'), Buffer.alloc(11)])
  return Buffer.concat([makeOggPage(head, 0n), makeOggPage(Buffer.alloc(40), BigInt(seconds * 48_000))])
}

function makeM4a(seconds: number, handler: string): Buffer {
  const movie = Buffer.alloc(40)
  movie.write('mvhd', 4)
  movie.writeUInt32BE(1000, 20)
  movie.writeUInt32BE(seconds * 1000, 24)
  const type = Buffer.from('\0\0\0\x14ftypM4A \0\0\0\0isom', 'latin1')
  return Buffer.concat([type, movie, Buffer.from(`hdlr\0\0\0\0\0\0\0\0${handler}`, 'latin1')])
}

const webmStart = Buffer.from('\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm', 'latin1')
const makeWebm = (codec: string): Buffer =>
  Buffer.concat([webmStart, Buffer.alloc(60), Buffer.from(codec), Buffer.alloc(60)])

describe('recordings are known by their bytes', () => {
  it.each([
    ['wav', makeWav(3), 3],
    ['mp3', makeMp3(100), 2.612],
    ['aac', makeAac(50), 3.2],
    ['ogg', makeOpus(7), 7],
    ['m4a', makeM4a(9, 'soun'), 9],
  ])('%s, with its length', (format, bytes, seconds) => {
    const audio = readAudio(bytes)
    expect(audio?.format).toBe(format)
    expect(audio?.seconds).toBeCloseTo(seconds, 2)
  })

  it('webm, whose length is not written down', () => {
    expect(readAudio(makeWebm('A_OPUS'))).toMatchObject({ format: 'webm', seconds: undefined })
  })

  it('mp3 is cut out of tags in front of it and of anything behind it', () => {
    const tag = Buffer.from('ID3\x04\0\0\0\0\0\x0a<script>!!', 'latin1')
    const audio = readAudio(Buffer.concat([tag, makeMp3(3), Buffer.from('PK\x03\x04 an archive')]))
    expect(audio?.bytes).toEqual(makeMp3(3))
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a page after an mp3 tag', Buffer.from('ID3\x04\0\0\0\0\0\0<html>', 'latin1')],
    ['one frame by chance', makeMp3(1)],
    ['wav without sound', makeWav(0)],
    ['wav cut off', makeWav(1).subarray(0, 30)],
    ['ogg of an unknown codec', makeOggPage(Buffer.from('\x80theora and more of it', 'latin1'), 1n)],
    ['ogg cut off', makeOpus(1).subarray(0, 40)],
    ['a film in mp4', makeM4a(9, 'vide')],
    ['mp4 cut off', makeM4a(9, 'soun').subarray(0, 30)],
    ['a film in webm', makeWebm('V_VP8 A_OPUS')],
    [
      'aac frames of no length',
      Buffer.from([0xff, 0xf1, 0x60, 0x40, 0, 0, 0, 0xff, 0xf1, 0x60, 0x40, 0, 0, 0]),
    ],
  ])('%s is refused', (_, bytes) => {
    expect(readAudio(bytes)).toBeUndefined()
  })

  it('survives any bytes', () => {
    const starts = [makeWav(1), makeOpus(1), makeM4a(1, 'soun'), makeWebm('A_OPUS'), makeMp3(2), makeAac(2)]
    for (const whole of starts)
      for (let length = 0; length < Math.min(whole.length, 120); length++)
        expect(() => readAudio(whole.subarray(0, length))).not.toThrow()
  })
})
