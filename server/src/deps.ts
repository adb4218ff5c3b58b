import type { ServerEvent } from '@linli/shared/events'
import type { Logger } from 'pino'
import type { Config } from './config'
import type { PlannerPort } from './features/dispatch/planner.port'
import type { SmsPort, VoiceCallPort, WorkMessagePort } from './integrations/messaging/messaging.port'
import type { StoragePort } from './integrations/storage/storage.port'
import type { WechatPort } from './integrations/wechat/wechat.port'
import type { WechatPayPort } from './integrations/wechatPay/wechatPay.port'
import type { Clock } from './lib/clock'
import type { FieldCrypto } from './lib/fieldCrypto'

/** Everything a service reaches outside itself; made once in main.ts, and by the tests. */
export interface Deps {
  config: Config
  clock: Clock
  logger: Logger
  crypto: FieldCrypto
  /** Tells the sockets of those who may know; losing one is harmless, clients catch up by cursor. */
  publish: (event: ServerEvent) => void
  ports: {
    wechat: WechatPort
    wechatPay: WechatPayPort
    sms: SmsPort
    voice: VoiceCallPort
    workMessage: WorkMessagePort
    storage: StoragePort
    planner: PlannerPort
  }
}
