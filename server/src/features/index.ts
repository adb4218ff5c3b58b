import { categoryRoutes } from './categories/category.routes'
import { guideRoutes } from './guide/guide.routes'
import { routingRoutes } from './routing/routing.routes'
import { registerElderHooks } from './elders/elder.hooks'
import { elderRoutes } from './elders/elder.routes'
import { familyRoutes } from './families/bond.routes'
import { registerFamilyHooks } from './families/family.hooks'
import { areaRoutes } from './areas/area.routes'
import { contentReviewRoutes } from './contentCheck/contentReview.routes'
import { registerDeliberationHooks } from './deliberation/deliberation.hooks'
import { deliberationRoutes } from './deliberation/deliberation.routes'
import { registerBallotHooks } from './ballots/ballot.hooks'
import { ballotRoutes } from './ballots/ballot.routes'
import { registerForumHooks } from './forum/forum.hooks'
import { forumRoutes } from './forum/forum.routes'
import { registerNoticeHooks } from './notices/notice.hooks'
import { noticeRoutes } from './notices/notice.routes'
import { registerModerationHooks } from './moderation/moderation.hooks'
import { moderationRoutes } from './moderation/moderation.routes'
import { mediaRoutes } from './media/media.routes'
import { messageRoutes } from './messages/message.routes'
import { registerRoutes } from './register/register.routes'
import { needRoutes } from './needs/need.routes'
import { registerNeedHooks } from './needs/need.hooks'
import { statisticsRoutes } from './statistics/statistic.routes'
import { userRoutes } from './users/user.routes'
import { registerPaymentHooks } from './payments/payment.hooks'
import { paymentRoutes } from './payments/payment.routes'
import { registerVolunteerHooks } from './volunteers/volunteer.hooks'
import { registerProgrammeHooks } from './programmes/programme.hooks'
import { programmeRoutes } from './programmes/programme.routes'
import { registerDispatchHooks } from './dispatch/dispatch.hooks'
import { dispatchRoutes } from './dispatch/dayPlan.routes'
import { elderCareRoutes } from './elderCare/elderCare.routes'
import { safetyRoutes } from './safety/safety.routes'
import { volunteerRoutes } from './volunteers/volunteer.routes'
import { waitingRoutes } from './workbench/waiting.routes'
import type { Route } from '../http/route'

registerNeedHooks()
// Before the families: where two records are merged, who is called first is read off the profile that both have become.
registerElderHooks()
registerFamilyHooks()
registerVolunteerHooks()
registerPaymentHooks()
registerProgrammeHooks()
registerModerationHooks()
registerForumHooks()
registerNoticeHooks()
registerDeliberationHooks()
registerBallotHooks()
registerDispatchHooks()

/** Every route of the product. A feature that is not listed here does not exist. */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...needRoutes,
  ...volunteerRoutes,
  ...paymentRoutes,
  ...elderCareRoutes,
  ...safetyRoutes,
  ...dispatchRoutes,
  ...programmeRoutes,
  ...statisticsRoutes,
  ...categoryRoutes,
  ...routingRoutes,
  ...guideRoutes,
  ...areaRoutes,
  ...registerRoutes,
  ...familyRoutes,
  ...elderRoutes,
  ...mediaRoutes,
  ...contentReviewRoutes,
  ...moderationRoutes,
  ...forumRoutes,
  ...noticeRoutes,
  ...deliberationRoutes,
  ...ballotRoutes,
  ...messageRoutes,
  ...waitingRoutes,
]
