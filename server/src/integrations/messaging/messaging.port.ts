/** Each send resolves when the gateway took it, and throws when it did not; `key` lets the receiver dedupe. */
export interface SmsPort {
  /** False where no gateway is set: no SMS code is then offered (must-get-right 19). */
  readonly isAvailable: boolean
  sendSms(message: { phone: string; text: string; key: string }): Promise<void>
}

export interface VoiceCallPort {
  /** False where no gateway is set: the call is then only noted in the log. */
  readonly isAvailable: boolean
  callWithText(message: { phone: string; text: string; key: string }): Promise<void>
}

/** 企业微信 or 政务微信, for staff. */
export interface WorkMessagePort {
  /** False where none is set up. */
  readonly isAvailable: boolean
  /** `userId`: the account in 企业微信, not ours. */
  sendWorkMessage(message: { userId: string; title: string; text: string; key: string }): Promise<void>
}
