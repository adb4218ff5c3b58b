import type { Deps } from '../../deps'

/** An SMS and, where asked, a call to somebody without an account. @returns whether anything could be sent. */
export async function sendToPhone(
  phone: string,
  text: string,
  key: string,
  isCalled: boolean,
  { ports, logger }: Deps,
): Promise<boolean> {
  try {
    await ports.sms.sendSms({ phone, text, key: `${key}:sms` })
    if (isCalled) await ports.voice.callWithText({ phone, text, key: `${key}:voice` })
    return ports.sms.isAvailable || (isCalled && ports.voice.isAvailable)
  } catch (error) {
    logger.error({ err: error }, 'an emergency contact could not be reached')
    return false
  }
}
