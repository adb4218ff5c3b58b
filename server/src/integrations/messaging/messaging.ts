import type { Logger } from 'pino'
import type { Config } from '../../config'
import { createLogMessaging } from './logMessaging'
import type { SmsPort, VoiceCallPort, WorkMessagePort } from './messaging.port'
import { createSmsGateway } from './smsGateway'

/** The ways out besides WeChat, as configured; whatever is not set up only writes to the log. */
export function createMessaging(
  config: Pick<Config, 'smsGatewayUrl' | 'smsGatewayToken'>,
  logger: Logger,
): { sms: SmsPort; voice: VoiceCallPort; workMessage: WorkMessagePort } {
  const logged = createLogMessaging(logger)
  if (config.smsGatewayUrl === undefined) return logged
  return { ...logged, sms: createSmsGateway({ url: config.smsGatewayUrl, token: config.smsGatewayToken }) }
}
