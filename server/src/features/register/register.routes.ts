import {
  findPeople,
  getImport,
  getImportProblems,
  getImportTemplate,
  listHomes,
  listImports,
  startImport,
} from '@linli/shared/register/register.contract'
import { importKindNames } from '@linli/shared/register/register'
import { route, type Route } from '../../http/route'
import { registerBuildingMove } from '../areas/buildingMove.hooks'
import * as imports from './import.service'
import { buildTemplate } from './import.template'
import { renderProblems, viewImport } from './import.view'
import { registerPersonOutbox } from './person.outbox'
import { registerMergeHooks } from './merge.follow'
import { mergeRoutes } from './merge.routes'
import { personRoutes } from './person.routes'
import { followHomes, followPeople } from './register.buildingMove'
import * as register from './register.service'

registerBuildingMove('homes', followHomes)
registerBuildingMove('people', followPeople)
registerPersonOutbox()
registerMergeHooks()

export const registerRoutes: Route[] = [
  ...personRoutes,
  ...mergeRoutes,
  route(startImport, async ({ actor, body, file, deps }) =>
    viewImport(await imports.startImport(actor, body, file, deps)),
  ),
  route(listImports, async ({ actor, query }) => ({
    items: (await imports.listImports(actor, query.area)).map(viewImport),
  })),
  route(getImport, async ({ actor, params }) => viewImport(await imports.findImport(actor, params.id))),
  route(getImportProblems, async ({ actor, params, ctx }) => {
    ctx.attachment('有问题的行.csv')
    return renderProblems(await imports.findImport(actor, params.id))
  }),
  route(getImportTemplate, ({ params, ctx }) => {
    ctx.attachment(`${importKindNames[params.kind]}导入模板.xlsx`)
    return buildTemplate(params.kind)
  }),
  route(listHomes, async ({ actor, query }) => ({
    items: (await register.listHomes(actor, query.building)).map(({ _id, building, room, label }) => ({
      id: _id.toString(),
      building,
      room,
      label,
    })),
  })),
  route(findPeople, async ({ actor, body, deps }) => ({
    items: await register.findPeople(actor, body, deps),
  })),
]
