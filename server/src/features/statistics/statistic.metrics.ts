import { addGauge, mostCounted } from '../../http/gauge'
import { Area } from '../areas/area.model'
import { Volunteer } from '../volunteers/volunteer.model'
import { NeedCount, StatisticMonth, allCategories, monthId, present, type Metric } from './statistic.model'
import type { StatisticMonthRecord } from './statistic.model'

/** Over all districts, from their counters: one small document each. */
async function readPresent(...metrics: readonly Metric[]): Promise<number> {
  const districts = await Area.find({ level: 'district' }, { code: 1 }).lean()
  const ids = districts.map(({ code }) => monthId(code, allCategories, present))
  const records = await StatisticMonth.find({ _id: { $in: ids } }).lean<StatisticMonthRecord[]>()
  return records
    .flatMap(({ total }) => metrics.map((metric) => total[metric] ?? 0))
    .reduce((a, b) => a + b, 0)
}

addGauge('linli_needs_open', 'Needs that are open', () => readPresent('open', 'foundOpen'))
addGauge('linli_needs_overdue', 'Open needs of residents past their deadline', () => readPresent('overdue'))
addGauge('linli_needs_uncounted', 'Needs that changed and are not in the statistics yet', () =>
  NeedCount.countDocuments({ isDirty: true }, mostCounted).exec(),
)
addGauge('linli_volunteers_waiting', 'Applications of volunteers that nobody has decided', () =>
  Volunteer.countDocuments({ state: 'applied' }, mostCounted).exec(),
)
