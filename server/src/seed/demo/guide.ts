import type { GuideInput } from '@linli/shared/guide/guide.contract'

const centre = '街道社区事务受理服务中心（任何一个中心都可以办）'
const hours = '周一至周六 9:00–16:30'
const byWorker = { isOffered: true, note: '行动不便的，居委会工作人员可以上门收材料代办。' }
const inPerson = { isOffered: false }

type Given = Omit<GuideInput, 'categories' | 'validFrom' | 'validUntil'>

const given: readonly Given[] = [
  {
    title: '居住证申领和签注',
    keywords: ['居住证', '居住登记', '签注'],
    answer:
      '先办居住登记，住满半年，并且有稳定就业、稳定住所或连续就读之一的，可以申领居住证。居住证每年签注一次。',
    papers: ['身份证原件', '房产证或租赁备案', '就业或就读证明'],
    place: centre,
    hours,
    agent: inPerson,
  },
  {
    title: '社保卡（医保卡）挂失补办',
    keywords: ['医保卡', '社保卡', '补卡', '挂失'],
    answer:
      '先打 12333 口头挂失，再到受理中心补办，一般当场拿到新卡。补办期间看病先付现金，留好票据回来报销。',
    papers: ['身份证原件'],
    place: centre,
    hours,
    phone: '12333',
    agent: byWorker,
  },
  {
    title: '城乡居民医保参保缴费',
    keywords: ['居民医保', '医保缴费', '少儿医保', '参保'],
    answer: '每年第四季度登记缴纳下一年度的费用。低保家庭、重残人员等由政府补贴，不用自己缴。',
    papers: ['户口本或居住证', '身份证'],
    place: centre,
    hours,
    agent: byWorker,
  },
  {
    title: '敬老卡和老年综合津贴',
    keywords: ['敬老卡', '老年卡', '老年综合津贴', '老年津贴'],
    answer:
      '年满 65 周岁的本市户籍老人可以申领敬老卡，津贴按季度打到卡里，年龄越大标准越高。这项待遇按户籍办理。',
    papers: ['身份证原件', '户口本'],
    place: centre,
    hours,
    agent: byWorker,
  },
  {
    title: '独生子女父母奖励',
    keywords: ['独生子女', '独生子女费', '光荣证', '计生奖励'],
    answer:
      '持有《独生子女父母光荣证》的父母，退休时可以领一次性奖励；没有单位的到受理中心申请。证件遗失的可以先补办证明。',
    papers: ['独生子女父母光荣证', '身份证', '退休证明'],
    place: centre,
    hours,
    agent: byWorker,
  },
  {
    title: '残疾人证申领和换证',
    keywords: ['残疾证', '残疾人证', '残联', '换证'],
    answer: '先到受理中心领表，再到指定医院评定，通过后发证。证件十年有效，到期前三个月可以换证。',
    papers: ['身份证', '户口本', '两寸照片三张', '病历资料'],
    place: centre,
    hours,
    agent: { isOffered: true, note: '申请和领证可以代办；评定要本人到场，重度卧床的可以预约上门评定。' },
  },
  {
    title: '长期护理保险申请',
    keywords: ['长护险', '长期护理', '护理保险', '护理评估'],
    answer: '年满 60 周岁的参保老人可以申请评估，评上等级后有护理人员按等级上门服务，自己付一小部分。',
    papers: ['身份证', '社保卡', '近期病历'],
    place: centre,
    hours,
    agent: byWorker,
  },
  {
    title: '最低生活保障和临时救助',
    keywords: ['低保', '临时救助', '最低生活保障', '困难补助'],
    answer: '家里收入低于本市标准，或者突然遇到大病、意外，可以申请。居委会协助填表，街道核对后给答复。',
    papers: ['户口本', '身份证', '收入和财产情况', '病历或其他证明'],
    place: '居委会服务大厅',
    hours: '工作日 9:00–17:00',
    agent: byWorker,
  },
]

const outdated: Given = {
  title: '加装电梯意见征询（已结束）',
  keywords: ['加装电梯', '装电梯'],
  answer: '上一轮意见征询已经结束，下一轮开始时会在公告里说明。',
  papers: [],
  place: '居委会服务大厅',
  hours: '工作日 9:00–17:00',
  agent: inPerson,
}

/** The guide of the demo district in a year: valid to the end of the next, and one entry that ran out a year ago. */
export function makeGuideEntries(year: number): GuideInput[] {
  const dated = { categories: ['consult'], validFrom: `${year}-01-01`, validUntil: `${year + 1}-12-31` }
  const past = { ...dated, validFrom: `${year - 2}-01-01`, validUntil: `${year - 1}-12-31` }
  return [...given.map((entry) => ({ ...entry, ...dated })), { ...outdated, ...past }]
}
