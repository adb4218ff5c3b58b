/** What a recording is, told by its bytes. */
export interface Audio {
  format: AudioFormat
  /** Undefined where this kind of file does not say how long it is. */
  seconds: number | undefined
  /** The recording without tags and without anything written before or behind it, where that can be cut. */
  bytes: Buffer
}

export type AudioFormat = 'mp3' | 'aac' | 'wav' | 'ogg' | 'm4a' | 'webm'

export const audioTypes: Record<AudioFormat, string> = {
  mp3: 'audio/mpeg',
  aac: 'audio/aac',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  m4a: 'audio/mp4',
  webm: 'audio/webm',
}

interface Frame {
  length: number
  seconds: number
}

/** ISO/IEC 11172-3: kbit/s of layer III by index, for MPEG 1 and for MPEG 2 and 2.5. */
const mp3Rates = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const mp3Samples = [44100, 48000, 32000] as const

function readMp3Frame(bytes: Buffer, at: number): Frame | undefined {
  if (at + 4 > bytes.length || bytes.readUInt16BE(at) >> 5 !== 0x7ff) return undefined
  const version = (bytes.readUInt8(at + 1) >> 3) & 3
  const layer = (bytes.readUInt8(at + 1) >> 1) & 3
  const bits = bytes.readUInt8(at + 2)
  const isVersion1 = version === 3
  const rate = mp3Rates[isVersion1 ? 0 : 1][bits >> 4]
  const samplesPerSecond = mp3Samples[(bits >> 2) & 3]
  if (version === 1 || layer !== 1 || !rate || samplesPerSecond === undefined) return undefined
  const frequency = isVersion1 ? samplesPerSecond : samplesPerSecond / (version === 2 ? 2 : 4)
  const samples = isVersion1 ? 1152 : 576
  const length = Math.floor((samples / 8) * ((rate * 1000) / frequency)) + ((bits >> 1) & 1)
  return { length, seconds: samples / frequency }
}

/** ISO/IEC 14496-3, ADTS: samples per second by index. */
const aacSamples = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
] as const

function readAacFrame(bytes: Buffer, at: number): Frame | undefined {
  if (at + 7 > bytes.length || (bytes.readUInt16BE(at) & 0xfff6) !== 0xfff0) return undefined
  const frequency = aacSamples[(bytes.readUInt8(at + 2) >> 2) & 15]
  const length = (bytes.readUIntBE(at + 3, 3) >> 5) & 0x1fff
  return frequency === undefined || length < 7 ? undefined : { length, seconds: 1024 / frequency }
}

/** Length of an ID3v2 tag at the start, which players skip. */
function measureTag(bytes: Buffer): number {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'ID3') return 0
  return [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (bytes.readUInt8(at) & 0x7f), 0) + 10
}

/** A stream of frames, one behind the other; two are wanted, since one could be chance. */
function readFrames(
  bytes: Buffer,
  format: AudioFormat,
  read: (bytes: Buffer, at: number) => Frame | undefined,
): Audio | undefined {
  const start = measureTag(bytes)
  let [at, seconds, count] = [start, 0, 0]
  for (let frame = read(bytes, at); frame && at + frame.length <= bytes.length; frame = read(bytes, at)) {
    at += frame.length
    seconds += frame.seconds
    count++
  }
  return count < 2 ? undefined : { format, seconds, bytes: bytes.subarray(start, at) }
}

function readWav(bytes: Buffer): Audio | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return undefined
  let bytesPerSecond = 0
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    if (name === 'fmt ' && at + 20 <= bytes.length) bytesPerSecond = bytes.readUInt32LE(at + 16)
    if (name === 'data') {
      const length = Math.min(size, bytes.length - at - 8)
      return bytesPerSecond === 0 || length === 0
        ? undefined
        : { format: 'wav', seconds: length / bytesPerSecond, bytes }
    }
    at += 8 + size + (size % 2)
  }
  return undefined
}

function readOgg(bytes: Buffer): Audio | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'OggS' || bytes.length < 58) return undefined
  const packet = 27 + bytes.readUInt8(26)
  const isOpus = bytes.toString('latin1', packet, packet + 8) === 'OpusHead'
  const isVorbis = bytes.toString('latin1', packet, packet + 7) === '\u0001vorbis'
  if ((!isOpus && !isVorbis) || packet + 16 > bytes.length) return undefined
  const frequency = isOpus ? 48_000 : bytes.readUInt32LE(packet + 12)
  const lastPage = bytes.lastIndexOf('OggS')
  if (frequency === 0 || lastPage + 14 > bytes.length) return undefined
  const samples = Number(bytes.readBigInt64LE(lastPage + 6))
  return { format: 'ogg', seconds: samples > 0 ? samples / frequency : undefined, bytes }
}

function readM4a(bytes: Buffer): Audio | undefined {
  if (bytes.length < 32 || bytes.toString('latin1', 4, 8) !== 'ftyp') return undefined
  const header = bytes.indexOf('mvhd')
  const hasSound = bytes.indexOf('soun') > 0
  const hasVideo = bytes.indexOf('vide') > 0
  if (header < 0 || !hasSound || hasVideo) return undefined
  const isLong = bytes.readUInt8(header + 4) === 1
  const at = header + (isLong ? 24 : 16)
  if (at + 12 > bytes.length) return undefined
  const scale = bytes.readUInt32BE(at)
  const duration = isLong ? Number(bytes.readBigUInt64BE(at + 4)) : bytes.readUInt32BE(at + 4)
  return { format: 'm4a', seconds: scale > 0 && duration > 0 ? duration / scale : undefined, bytes }
}

function readWebm(bytes: Buffer): Audio | undefined {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x1a45dfa3) return undefined
  const start = bytes.toString('latin1', 0, 4096)
  if (!start.slice(0, 64).includes('webm') || !/A_(OPUS|VORBIS)/.test(start) || start.includes('V_'))
    return undefined
  return { format: 'webm', seconds: undefined, bytes }
}

/**
 * Recognises a recording by what is in it, never by its name. Own code, because the libraries for it bring
 * two hundred formats, and what is not recognised here is refused.
 * @returns undefined for anything else, video included.
 */
export function readAudio(bytes: Buffer): Audio | undefined {
  return (
    readWav(bytes) ??
    readOgg(bytes) ??
    readM4a(bytes) ??
    readWebm(bytes) ??
    readFrames(bytes, 'aac', readAacFrame) ??
    readFrames(bytes, 'mp3', readMp3Frame)
  )
}
