import { sandboxCredentials } from '../credentials'
import type { Identity } from '../identities/identity'
import type { World } from '../world'

const eventDelayMs = 100

export const quotaKey = (openid: string, templateId: string): string => `${openid} ${templateId}`

/** Pushes one of the three subscription events; its List is an array for several and a bare object for one. */
function pushEvent(world: World, openid: string, name: string, entries: object[], laterSeconds = 0): void {
  const List = entries.length === 1 ? entries[0] : entries
  const event = {
    ToUserName: sandboxCredentials.mini.originalId,
    FromUserName: openid,
    CreateTime: Math.floor(world.clock.nowMs() / 1000) + laterSeconds,
    MsgType: 'event',
    Event: name,
    List,
  }
  world.pushes.plan({ source: name, openid, event, delayMs: eventDelayMs })
}

/** The person taps in the pop-up: each accept of a template is good for one message. */
export function answerPopup(
  world: World,
  identity: Identity,
  templateIds: readonly string[],
  { times, isAccepted }: { times: number; isAccepted: boolean },
): void {
  const openid = identity.openids[sandboxCredentials.mini.appid] ?? ''
  for (const templateId of templateIds) {
    const key = quotaKey(openid, templateId)
    if (isAccepted) world.store.state.quotas[key] = (world.store.state.quotas[key] ?? 0) + times
  }
  world.store.touch()
  const entries = templateIds.map((templateId) => ({
    TemplateId: templateId,
    SubscribeStatusString: isAccepted ? 'accept' : 'reject',
    PopupScene: '1',
  }))
  // Two taps of one person never fall into one second.
  for (let tap = 0; tap < times; tap += 1) pushEvent(world, openid, 'subscribe_msg_popup_event', entries, tap)
}

/** The person turns a template off in WeChat's settings: what was left is gone. */
export function refuseInSettings(world: World, identity: Identity, templateId: string): void {
  const openid = identity.openids[sandboxCredentials.mini.appid] ?? ''
  world.store.state.quotas[quotaKey(openid, templateId)] = 0
  world.store.touch()
  pushEvent(world, openid, 'subscribe_msg_change_event', [
    { TemplateId: templateId, SubscribeStatusString: 'reject' },
  ])
}

/** WeChat tells what became of a message. */
export function reportSent(world: World, openid: string, templateId: string, msgId: number): void {
  pushEvent(world, openid, 'subscribe_msg_sent_event', [
    { TemplateId: templateId, MsgID: String(msgId), ErrorCode: '0', ErrorStatus: 'success' },
  ])
}
