import { statisticsContracts } from '@linli/shared/statistics/statistics.contract'
import { careStatisticsContracts } from '@linli/shared/statistics/care.contract'
import { route, type Route } from '../../http/route'
import { recordAudit } from '../audit/audit.service'
import { readCareStatistics, writeCareSheet } from './care.service'
import { writeSheet } from './statistic.export'
import './statistic.metrics'
import { readSheetQuery, readStatistics, readSubAreas } from './statistic.service'

export const statisticsRoutes: Route[] = [
  route(statisticsContracts.getStatistics, ({ actor, query, deps }) => readStatistics(actor, query, deps)),
  route(statisticsContracts.listSubAreaStatistics, ({ actor, query, deps }) =>
    readSubAreas(actor, query, deps),
  ),
  route(statisticsContracts.exportStatistics, async ({ actor, query, deps, ctx }) => {
    const months = readSheetQuery(query, deps)
    const { area, from, to, items } = await readSubAreas(actor, months, deps)
    const rows =
      area.level === 'community'
        ? [{ ...area, figures: (await readStatistics(actor, months, deps)).figures }]
        : items.map(({ area: child, figures }) => ({ ...child, figures }))
    const subject = { kind: 'area', id: area.code, district: area.code.slice(0, 6) }
    await recordAudit(actor, 'statistics.exported', subject, { from, to }, deps)
    ctx.attachment(`statistics-${area.code}-${from}-${to}.csv`)
    return writeSheet(rows, { from, to })
  }),
  route(careStatisticsContracts.getCareStatistics, ({ actor, query, deps }) =>
    readCareStatistics(actor, query, deps),
  ),
  route(careStatisticsContracts.exportCareStatistics, async ({ actor, query, deps, ctx }) => {
    const statistics = await readCareStatistics(actor, readSheetQuery(query, deps), deps)
    const { area, from, to } = statistics
    const subject = { kind: 'area', id: area.code, district: area.code.slice(0, 6) }
    await recordAudit(actor, 'careStatistics.exported', subject, { from, to }, deps)
    ctx.attachment(`care-${area.code}-${from}-${to}.csv`)
    return writeCareSheet(statistics)
  }),
]
