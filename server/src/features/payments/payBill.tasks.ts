import { formatDate } from '@linli/shared/time'
import { triageOf, type Post } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { PayBill, type PayBillRecord } from './payBill.model'
import { PaymentTask } from './paymentTask.model'
import { closeBillTasks, openBillTask } from './paymentTask.service'

/** The desks of the streets in which the units lie that take money under the number; else of the district. */
function listDesks({
  streets,
  districts,
}: Pick<PayBillRecord, 'streets' | 'districts'>): { post: Post; district: string }[] {
  const own = streets.map((street) => ({ district: street.slice(0, 6), street }))
  const places = own.length > 0 ? own : districts.map((district) => ({ district }))
  return places.map((place) => ({ post: triageOf(place), district: place.district }))
}

const keyOf = (
  { key }: Pick<PayBillRecord, 'key'>,
  kind: 'billDifferent' | 'billFailed',
  post: Post,
): string => `${kind}:${key}:${post}`

const sumOf = ({ differences }: Pick<PayBillRecord, 'differences'>): number =>
  differences.reduce((sum, { oursFen = 0, theirsFen = 0 }) => sum + Math.abs(theirsFen - oursFen), 0)

/** Somebody looks at what is not as WeChat says: one message and one task for each bill. */
export async function tellOfDifferences(bill: PayBillRecord, deps: Deps): Promise<void> {
  const title = `${formatDate(bill.day)} ${bill.payeeNames.join('、')}`
  for (const { post, district } of listDesks(bill)) {
    const task = {
      kind: 'billDifferent' as const,
      billId: bill._id,
      title,
      amountFen: sumOf(bill),
      district,
      post,
    }
    await openBillTask({ ...task, key: keyOf(bill, 'billDifferent', post) }, deps)
  }
}

/** The first bill that cannot be had calls somebody; those after it are behind the same door. */
export async function tellOfFailure(bill: PayBillRecord, deps: Deps): Promise<void> {
  const title = `商户号 ${bill.mchid}（${bill.payeeNames.join('、')}）`
  for (const { post, district } of listDesks(bill)) {
    if (await PaymentTask.exists({ post, isOpen: true, kind: 'billFailed', title })) continue
    const task = { kind: 'billFailed' as const, billId: bill._id, title, amountFen: 0, district, post }
    await openBillTask({ ...task, key: keyOf(bill, 'billFailed', post) }, deps)
  }
}

/** Checked again and nothing is different; and where no bill of the merchant is missing any more, that is over too. */
export async function endBillTasks(bill: PayBillRecord, isAgreed: boolean, deps: Deps): Promise<void> {
  const posts = listDesks(bill).map(({ post }) => post)
  if (isAgreed)
    await closeBillTasks(
      posts.map((post) => keyOf(bill, 'billDifferent', post)),
      '重新对账，已经对上了',
      deps,
    )
  if (bill.state !== 'failed' || (await PayBill.exists({ mchid: bill.mchid, state: 'failed' }))) return
  const open = await PaymentTask.find(
    { post: { $in: posts }, isOpen: true, kind: 'billFailed' },
    { key: 1 },
  ).lean()
  const own = open.filter(({ key }) => key.startsWith(`billFailed:${bill.mchid}:`))
  await closeBillTasks(
    own.map(({ key }) => key),
    '账单都取到了，已经自动对账',
    deps,
  )
}
