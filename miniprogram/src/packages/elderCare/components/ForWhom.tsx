import { ForElderCard } from '../../../components/families/ForElderCard'
import type { Services } from '../../../services/elderCare'

/** Whom it is for, where it is not oneself. */
export function ForWhom({ client }: { client: Services['client'] }) {
  return !client || client.isSelf ? null : <ForElderCard name={client.name} actingAs={client.actingAs} />
}
