import { offeringContracts } from '@linli/shared/elderCare/offering.contract'
import { workingHoursContracts } from '@linli/shared/elderCare/workingHours.contract'
import { route, type Route } from '../../../http/route'
import {
  createOffering,
  findKeptUnit,
  setCertificates,
  setLicences,
  updateOffering,
} from './provider.service'
import { viewProvider } from './provider.view'
import { setWorkingHours } from './workingHours.service'

export const providerRoutes: Route[] = [
  route(workingHoursContracts.setWorkingHours, async ({ actor, params, body, deps }) =>
    viewProvider(await setWorkingHours(actor, params, body.hours, deps), actor, deps),
  ),
  route(offeringContracts.getProvider, async ({ actor, params, deps }) =>
    viewProvider(await findKeptUnit(actor, params.id), actor, deps),
  ),
  route(offeringContracts.createOffering, async ({ actor, params, body, deps }) =>
    viewProvider(await createOffering(actor, params.id, body, deps), actor, deps),
  ),
  route(offeringContracts.updateOffering, async ({ actor, params, body, deps }) =>
    viewProvider(await updateOffering(actor, params.id, body, deps), actor, deps),
  ),
  route(offeringContracts.setLicences, async ({ actor, params, body, deps }) =>
    viewProvider(await setLicences(actor, params.id, body, deps), actor, deps),
  ),
  route(offeringContracts.setCertificates, async ({ actor, params, body, deps }) =>
    viewProvider(await setCertificates(actor, params, body, deps), actor, deps),
  ),
]
