/** Errors of messages and their delivery. */
export const messageErrors = {
  'delivery.not_dead': { status: 409, message: '这条消息不需要重发：它已经送达，或正在自动重发。' },
  'push.refused': { status: 403, message: '这次推送没有通过核对，没有处理。' },
} as const
