import { mediaLimits } from '@linli/shared/media/media'
import { assertThat } from '../../lib/appError'
import { convertToMp3 } from './audioConverter'
import { audioTypes, readAudio } from './audioFormat'

export interface PreparedVoice {
  bytes: Buffer
  contentType: string
  extension: string
  seconds: number | undefined
  /** Kept as it came, because nothing here could convert it: a person listens before others do. */
  mustReview: boolean
}

/** Recorders stop a little late. */
const toleranceSeconds = 1

/**
 * Makes a recording ready to keep: recognised by content, converted to mp3 where ffmpeg is on PATH.
 * @throws AppError `media.wrong_kind`, `media.too_long`, `media.unreadable`.
 */
export async function prepareVoice(received: Buffer): Promise<PreparedVoice> {
  const audio = readAudio(received)
  assertThat(audio, 'media.wrong_kind')
  const tooLong = mediaLimits.voiceSeconds + toleranceSeconds
  assertThat(audio.seconds === undefined || audio.seconds <= tooLong, 'media.too_long')
  const mp3 = await convertToMp3(audio, tooLong + toleranceSeconds)
  const kept = mp3 ? readAudio(mp3) : audio
  assertThat(kept, 'media.unreadable')
  assertThat(kept.seconds === undefined || kept.seconds <= tooLong, 'media.too_long')
  return {
    bytes: kept.bytes,
    contentType: audioTypes[kept.format],
    extension: kept.format,
    seconds: kept.seconds === undefined ? undefined : Math.round(kept.seconds * 10) / 10,
    mustReview: !mp3,
  }
}
