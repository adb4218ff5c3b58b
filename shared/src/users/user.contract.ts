import { auditContracts } from './audit.contract'
import { authContracts } from './auth.contract'
import { joinCodeContracts } from './joinCode.contract'
import { meContracts } from './me.contract'
import { membershipContracts } from './membership.contract'
import { ownDataContracts } from './ownData.contract'
import { peopleContracts } from './people.contract'
import { recordAccessContracts } from './recordAccess.contract'
import { verificationContracts } from './verification.contract'

/** Everything about who a person is. */
export const userContracts = {
  ...authContracts,
  ...meContracts,
  ...ownDataContracts,
  ...joinCodeContracts,
  ...verificationContracts,
  ...membershipContracts,
  ...peopleContracts,
  ...recordAccessContracts,
  ...auditContracts,
}
