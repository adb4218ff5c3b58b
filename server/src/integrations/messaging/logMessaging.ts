import { countCodePoints } from '@linli/shared/limits'
import type { Logger } from 'pino'
import { maskPhone } from '../../lib/masks'
import type { SmsPort, VoiceCallPort, WorkMessagePort } from './messaging.port'

/** Where no gateway is set: notes that a message would have gone out, to whom in masked form, never its words. */
export function createLogMessaging(logger: Logger): {
  sms: SmsPort
  voice: VoiceCallPort
  workMessage: WorkMessagePort
} {
  const note = (channel: string, to: string, text: string, key: string): Promise<void> => {
    logger.info({ channel, to, length: countCodePoints(text), key }, 'no gateway set, message only logged')
    return Promise.resolve()
  }
  return {
    sms: {
      isAvailable: false,
      sendSms: ({ phone, text, key }) => note('sms', maskPhone(phone), text, key),
    },
    voice: {
      isAvailable: false,
      callWithText: ({ phone, text, key }) => note('voice', maskPhone(phone), text, key),
    },
    workMessage: {
      isAvailable: false,
      sendWorkMessage: ({ userId, text, key }) => note('workMessage', userId, text, key),
    },
  }
}
