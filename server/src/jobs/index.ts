import type { Deps } from '../deps'
import { finishBuildingMovesJob } from '../features/areas/buildingMove.service'
import { contentCheckJob } from '../features/contentCheck/contentCheck.job'
import { reviewClaimJob } from '../features/contentCheck/contentReview.claim'
import { ballotSweepJob } from '../features/ballots/ballot.sweep'
import { sendForumDigests } from '../features/forum/follow.digest'
import { recountLikesJob } from '../features/forum/thread.likes'
import { mediaCleanupJob } from '../features/media/mediaCleanup.job'
import { sendDigests } from '../features/messages/digest.job'
import { deliverDue, deliveriesStored } from '../features/messages/delivery.service'
import { listOutboxJobs } from '../features/messages/outbox.mover'
import { handlePushes, pushStored } from '../features/messages/push.service'
import { bondSweepJob } from '../features/families/bond.steps'
import { paymentConsentJob } from '../features/families/payment.sweep'
import { askForHolidays } from '../features/elderCare/providers/closure.holiday'
import { absenceJob } from '../features/elderCare/providers/absence.service'
import { foodMealJob } from '../features/elderCare/kitchen/foodMeal.sweep'
import { replanJob } from '../features/dispatch/dayPlan.sweep'
import { followUpJob } from '../features/elderCare/followUps/followUp.service'
import { checkInSweepJob } from '../features/safety/checkIn.sweep'
import { noticeSweepJob } from '../features/notices/notice.sweep'
import { sosSweepJob } from '../features/safety/sos.sweep'
import { orderSweepJob } from '../features/elderCare/orders/order.sweep'
import { monthBillJob } from '../features/elderCare/bills/monthBill.messages'
import { planSweepJob } from '../features/elderCare/plans/plan.sweep'
import { expiryJob, unableJob } from '../features/elderCare/orders/unable.service'
import { motionSweepJob } from '../features/deliberation/motion.sweep'
import { projectSweepJob } from '../features/deliberation/project.sweep'
import { needSweepJob } from '../features/needs/need.sweep'
import { payBillJob } from '../features/payments/payBill.service'
import { payNoticeJob } from '../features/payments/payNotice.service'
import { paymentSweepJob } from '../features/payments/payment.sweep'
import { countOrdersJob } from '../features/statistics/care.count'
import { countNeedsJob } from '../features/statistics/statistic.count'
import { followMergesJob } from '../features/register/merge.follow'
import { importJob } from '../features/register/import.job'
import { cardSweepJob } from '../features/programmes/card.sweep'
import { entitlementJob } from '../features/programmes/entitlement.job'
import { membershipTermJob } from '../features/users/membershipTerm.job'
import { resumeMerges } from '../features/users/accountMerge.service'
import { personLinkJob } from '../features/users/personLink.service'
import { rotateKeysJob } from './rotateKeys'
import type { JobDefinition } from './job'

const jobDefinitions: readonly JobDefinition[] = [
  { name: 'deliverDue', everySeconds: 3, wakeOn: deliveriesStored.listen, run: deliverDue },
  { name: 'handlePushes', everySeconds: 5, wakeOn: pushStored.listen, run: handlePushes },
  needSweepJob,
  motionSweepJob,
  projectSweepJob,
  planSweepJob,
  orderSweepJob,
  replanJob,
  sosSweepJob,
  checkInSweepJob,
  followUpJob,
  foodMealJob,
  unableJob,
  expiryJob,
  absenceJob,
  noticeSweepJob,
  recountLikesJob,
  bondSweepJob,
  paymentConsentJob,
  countNeedsJob,
  countOrdersJob,
  payNoticeJob,
  paymentSweepJob,
  payBillJob,
  contentCheckJob,
  reviewClaimJob,
  ballotSweepJob,
  mediaCleanupJob,
  importJob,
  monthBillJob,
  followMergesJob,
  cardSweepJob,
  entitlementJob,
  finishBuildingMovesJob,
  membershipTermJob,
  rotateKeysJob,
  personLinkJob,
  { name: 'finishMerges', everySeconds: 300, run: resumeMerges },
  { name: 'sendDigests', cron: '30 8 * * *', run: sendDigests },
  { name: 'askForHolidays', cron: '0 9 * * *', run: askForHolidays },
  { name: 'sendForumDigests', cron: '40 8 * * *', run: sendForumDigests },
]

/** Whatever runs by itself, once all features are loaded. A job that is not listed here does not run. */
export const listJobs = (): readonly JobDefinition[] => [...listOutboxJobs(), ...jobDefinitions]

/** One run of a job, by its name, for tests and for operators. @throws Error when there is no such job. */
export async function runJobOnce(name: string, deps: Deps): Promise<void> {
  const job = listJobs().find((definition) => definition.name === name)
  if (!job) throw new Error(`no job ${name}`)
  await job.run(deps, new AbortController().signal)
}
