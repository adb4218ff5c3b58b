import { personContracts } from './register/person.contract'
import { bondContracts } from './families/bond.contract'
import { elderContracts } from './elders/elder.contract'
import { paymentConsentContracts } from './families/payment.contract'
import { mergeContracts } from './register/merge.contract'
import { registerContracts } from './register/register.contract'
import { categoryContracts } from './categories/category.contract'
import { guideContracts } from './guide/guide.contract'
import { routingContracts } from './routing/routingRule.contract'
import { areaContracts } from './areas/area.contract'
import { gridCardContracts } from './areas/gridCard.contract'
import { unitContracts } from './areas/unit.contract'
import { needContracts } from './needs/need.contract'
import { offeringContracts } from './elderCare/offering.contract'
import { orderContracts } from './elderCare/order.contract'
import { monthBillContracts } from './elderCare/monthBill.contract'
import { followUpContracts } from './elderCare/followUp.contract'
import { clientContracts } from './elderCare/client.contract'
import { careCardContracts } from './elderCare/careCard.contract'
import { planContracts } from './elderCare/plan.contract'
import { kitchenContracts } from './elderCare/kitchen.contract'
import { foodRecordContracts } from './elderCare/foodRecord.contract'
import { absenceContracts } from './elderCare/absence.contract'
import { closureContracts } from './elderCare/closure.contract'
import { serviceItemContracts } from './elderCare/serviceItem.contract'
import { payBillContracts } from './payments/payBill.contract'
import { paymentContracts, paymentTaskContracts } from './payments/payment.contract'
import { carrierRouteContracts } from './dispatch/carrierRoute.contract'
import { dayPlanContracts } from './dispatch/dayPlan.contract'
import { dispatchRulesContracts } from './dispatch/dispatchRules.contract'
import { workingHoursContracts } from './elderCare/workingHours.contract'
import { payoutAccountContracts, payoutContracts } from './programmes/payout.contract'
import { programmeContracts } from './programmes/programme.contract'
import { volunteerContracts } from './volunteers/volunteer.contract'
import { userContracts } from './users/user.contract'
import { sosContracts } from './safety/sos.contract'
import { checkInContracts } from './safety/checkIn.contract'
import { dutyContracts } from './safety/duty.contract'
import { careStatisticsContracts } from './statistics/care.contract'
import { statisticsContracts } from './statistics/statistics.contract'
import { councillorContracts } from './deliberation/councillor.contract'
import { deliberationContracts } from './deliberation/deliberation.contract'
import { meetingContracts } from './deliberation/meeting.contract'
import { motionContracts } from './deliberation/motion.contract'
import { projectContracts } from './deliberation/project.contract'
import type { Contract } from './contract'
import { contentReviewContracts } from './contentCheck/contentReview.contract'
import { sensitiveWordContracts } from './contentCheck/sensitiveWord.contract'
import { ballotContracts } from './ballots/ballot.contract'
import { voteContracts } from './ballots/vote.contract'
import { commentContracts } from './forum/comment.contract'
import { forumContracts } from './forum/forum.contract'
import { postContracts } from './forum/post.contract'
import { moderationContracts } from './moderation/moderation.contract'
import { noticeContracts } from './notices/notice.contract'
import { waitingContracts } from './workbench/waiting.contract'
import { mediaContracts } from './media/media.contract'
import { deliveryContracts } from './messages/delivery.contract'
import { messageContracts } from './messages/message.contract'
import { subscriptionContracts } from './messages/subscription.contract'

/** Every endpoint of the product, by operation id: OpenAPI and the walk-through tests read this list. */
export const contracts: Record<string, Contract> = {
  ...userContracts,
  ...categoryContracts,
  ...routingContracts,
  ...guideContracts,
  ...areaContracts,
  ...unitContracts,
  ...gridCardContracts,
  ...registerContracts,
  ...personContracts,
  ...mergeContracts,
  ...bondContracts,
  ...paymentConsentContracts,
  ...elderContracts,
  ...needContracts,
  ...volunteerContracts,
  ...paymentContracts,
  ...paymentTaskContracts,
  ...payBillContracts,
  ...serviceItemContracts,
  ...closureContracts,
  ...absenceContracts,
  ...dispatchRulesContracts,
  ...workingHoursContracts,
  ...kitchenContracts,
  ...foodRecordContracts,
  ...planContracts,
  ...careCardContracts,
  ...clientContracts,
  ...followUpContracts,
  ...orderContracts,
  ...monthBillContracts,
  ...offeringContracts,
  ...dayPlanContracts,
  ...carrierRouteContracts,
  ...payoutContracts,
  ...payoutAccountContracts,
  ...programmeContracts,
  ...sosContracts,
  ...checkInContracts,
  ...dutyContracts,
  ...statisticsContracts,
  ...careStatisticsContracts,
  ...waitingContracts,
  ...mediaContracts,
  ...contentReviewContracts,
  ...moderationContracts,
  ...forumContracts,
  ...postContracts,
  ...commentContracts,
  ...deliberationContracts,
  ...motionContracts,
  ...councillorContracts,
  ...meetingContracts,
  ...projectContracts,
  ...ballotContracts,
  ...voteContracts,
  ...sensitiveWordContracts,
  ...noticeContracts,
  ...messageContracts,
  ...subscriptionContracts,
  ...deliveryContracts,
}
