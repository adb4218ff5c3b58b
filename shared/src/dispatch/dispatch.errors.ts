export const dispatchErrors = {
  'dispatch.nothing_to_plan': { status: 409, message: '这一天还没有要上门的服务，有了再来排班。' },
  'dispatch.plan_changed': { status: 409, message: '排班刚刚更新过，请看一眼新的安排再派。' },
  'dispatch.still_applying': {
    status: 409,
    message: '上一版排班还在往外派，过一分钟再按一次，就照新的派。',
  },
} as const
