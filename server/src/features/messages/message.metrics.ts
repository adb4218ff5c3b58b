import { Gauge } from 'prom-client'
import { mongoose } from '../../database/mongoose'
import { registry } from '../../http/metrics'
import { systemClock } from '../../lib/clock'
import { Delivery } from './delivery.model'
import { listOutboxSources } from './outbox'

/** Counting stops here: above it the number only says "far too many". */
const counted = 10_000

const isConnected = (): boolean => mongoose.connection.readyState === mongoose.ConnectionStates.connected

function addGauge(name: string, help: string, measure: () => Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      if (isConnected()) this.set(await measure())
    },
  })
}

/** Seconds since the oldest entry that nobody was told of yet; 0 when all is told. */
async function measureOutboxAge(): Promise<number> {
  const ages = await Promise.all(listOutboxSources().map((source) => source.findOldest()))
  const oldest = ages.filter((at) => at !== undefined).map((at) => at.getTime())
  return oldest.length === 0 ? 0 : (systemClock.now().getTime() - Math.min(...oldest)) / 1000
}

addGauge('linli_outbox_age_seconds', 'Age of the oldest side effect still in an outbox', measureOutboxAge)
addGauge('linli_deliveries_waiting', 'Deliveries waiting or to be tried again', () =>
  Delivery.countDocuments({ isOpen: true }, { limit: counted }).exec(),
)
addGauge('linli_deliveries_dead', 'Deliveries given up that nobody has sent again', () =>
  Delivery.countDocuments({ state: 'dead' }, { limit: counted }).exec(),
)
