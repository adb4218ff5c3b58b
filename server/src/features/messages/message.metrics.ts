import { addGauge, mostCounted } from '../../http/gauge'
import { systemClock } from '../../lib/clock'
import { Delivery } from './delivery.model'
import { listOutboxSources } from './outbox'
import { WechatPush } from './wechatPush.model'

/** Seconds since the oldest entry that nobody was told of yet; 0 when all is told. */
async function measureOutboxAge(): Promise<number> {
  const ages = await Promise.all(listOutboxSources().map((source) => source.findOldest()))
  const oldest = ages.filter((at) => at !== undefined).map((at) => at.getTime())
  return oldest.length === 0 ? 0 : (systemClock.now().getTime() - Math.min(...oldest)) / 1000
}

addGauge('linli_outbox_age_seconds', 'Age of the oldest side effect still in an outbox', measureOutboxAge)
addGauge('linli_deliveries_waiting', 'Deliveries waiting or to be tried again', () =>
  Delivery.countDocuments({ isOpen: true }, mostCounted).exec(),
)
addGauge('linli_deliveries_dead', 'Deliveries given up that nobody has sent again', () =>
  Delivery.countDocuments({ state: 'dead' }, mostCounted).exec(),
)
addGauge('linli_wechat_pushes_waiting', 'Pushes of WeChat that are not worked on yet', () =>
  WechatPush.countDocuments({ isOpen: true }, mostCounted).exec(),
)
