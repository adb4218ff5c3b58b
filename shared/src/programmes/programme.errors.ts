export const programmeErrors = {
  'entitlement.invalid_transition': {
    status: 409,
    message: '这一条刚刚有人处理过了，请看最新的情况。',
  },
  'entitlement.own': {
    status: 403,
    message: '这是您自己或您家长者的补贴，请同事来定。街道没有别的同事，就请区里定。',
  },
  'entitlement.reason_missing': { status: 400, message: '请写明原因，老人和家里人看得到。' },
  'payout.nothing_due': {
    status: 409,
    message: '这个月该发的人都已经在发放表里了，没有再出一张。要重新发的，请先在那一行按“重新发”。',
  },
  'payout.account_missing': {
    status: 409,
    message: '有人还没有账号，或者上次没有发成。请先把账号补好；补不齐的，可以留到下一张发放表。',
  },
  'payout.too_early': { status: 400, message: '还没有到这个月，不能先出发放表。' },
  'payout.street_only': { status: 400, message: '发放表由街道出，每个街道一张。请先选街道。' },
  'payout.changed': { status: 409, message: '刚刚有同事登记过这张表，请看最新的情况再按。' },
  'payout.invalid_transition': { status: 409, message: '这一行现在不能这样登记，请看最新的情况。' },
  'payout.own': {
    status: 403,
    message: '里面有您自己或您家长者的一行，“没到账”和“重新发”请同事来登记。街道没有别的同事，就请区里登记。',
  },
  'payout.reason_missing': { status: 400, message: '请写明银行怎么说的，比如：账号已销户。' },
  'programme.busy': { status: 503, message: '正在同时处理这位老人的另一单，请过几秒再试一次。' },
} as const
