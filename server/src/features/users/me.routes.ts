import {
  checkPhoneWithSms as checkSmsContract,
  checkPhoneWithWechat as checkWechatContract,
  getMe as getMeContract,
  joinCommunity as joinContract,
  requestVerification as requestVerificationContract,
  sendPhoneCode as sendPhoneCodeContract,
  setDuty as setDutyContract,
  updateMe as updateMeContract,
} from '@linli/shared/users/me.contract'
import { route, type Route } from '../../http/route'
import { joinCommunity } from './joinCode.service'
import { readMe, setDuty, updateMe } from './me.service'
import { checkPhoneWithSms, checkPhoneWithWechat } from './phone.service'
import { sendPhoneCode } from './phoneCode.service'
import { requestVerification } from './verification.service'

export const meRoutes: Route[] = [
  route(getMeContract, ({ actor, deps }) => readMe(actor.userId, deps)),
  route(updateMeContract, ({ actor, body, deps }) => updateMe(actor, body, deps)),
  route(checkWechatContract, ({ actor, body, deps }) => checkPhoneWithWechat(actor, body.code, deps)),
  route(sendPhoneCodeContract, ({ actor, body, deps }) => sendPhoneCode(actor, body.phone, deps)),
  route(checkSmsContract, ({ actor, body, deps }) => checkPhoneWithSms(actor, body, deps)),
  route(joinContract, ({ actor, body, deps }) => joinCommunity(actor, body.code, deps)),
  route(requestVerificationContract, ({ actor, body, deps }) => requestVerification(actor, body, deps)),
  route(setDutyContract, ({ actor, body, deps }) => setDuty(actor, body.isOffDuty, deps)),
]
