import type {
  CancelRule,
  CareClass,
  CarePlace,
  Doers,
  Lead,
  Licence,
  NextItem,
  Proof,
  ServiceItem,
} from '@linli/shared/elderCare/serviceItem'

/** An item of the catalogue before an area takes it over. */
export type CatalogueItem = Omit<ServiceItem, 'areaCode'>

const yuan = (amount: number): number => Math.round(amount * 100)
const before = (daysBefore: number, at: string): Lead => ({ kind: 'cutoff', daysBefore, at })
const hours = (count: number): Lead => ({ kind: 'hours', hours: count })
const within = (minutes: number): Lead => ({ kind: 'instant', minutes })

const volunteer: Doers = { kind: 'volunteer', count: 1 }
const worker: Doers = { kind: 'careWorker', count: 1 }
const nurse: Doers = { kind: 'nurse', count: 1 }
const staff: Doers = { kind: 'staff', count: 1 }
const two = (doers: Doers): Doers => ({ ...doers, count: 2 })

const always: CancelRule = { freeUntil: 'always', hours: 0, feePercent: 0 }
const mealRule: CancelRule = { freeUntil: 'cutoff', hours: 0, feePercent: 100 }
const bodyRule: CancelRule = { freeUntil: 'hoursBefore', hours: 12, feePercent: 30 }
const urgentRule: CancelRule = { freeUntil: 'departure', hours: 0, feePercent: 30 }
/** The catalogue names no rule for these: a short notice, and a share for the way that was made in vain. */
const otherRule: CancelRule = { freeUntil: 'hoursBefore', hours: 4, feePercent: 30 }

const classRules: Partial<Record<CareClass, CancelRule>> = {
  meal: mealRule,
  bath: bodyRule,
  nursing: bodyRule,
  urgent: urgentRule,
}

/** The rule of its class; what costs nothing, or only the insurance price, costs nothing to call off either. */
const ruleOf = (careClass: CareClass, price: number): CancelRule =>
  price === 0 ? always : (classRules[careClass] ?? otherRule)

interface Row {
  code: string
  name: string
  unit: string
  minutes: number
  doers: Doers[]
  proofs: Proof[]
  lead: Lead
  price: number
  recurs?: true
  licence?: Licence
  place?: CarePlace
  delivery?: number
  checklist?: string[]
  receipt?: string
  isIntimate?: true
  isHidden?: true
  note?: string
  next?: NextItem
}

/** Blood pressure once more when the bath is over, by a nurse or care worker. */
const checkAfter: NextItem = { code: 'vitalsCheck', withinMinutes: 120 }

// A table, one item a line as in the catalogue.
// prettier-ignore
const classes: readonly [CareClass, readonly Row[]][] = [
  [
    'meal',
    [
      { code: 'lunchDelivery', name: '午餐送上门', unit: '份', minutes: 10, licence: 'kitchen', doers: [volunteer, worker], proofs: ['code', 'met'], lead: before(1, '15:00'), price: 15, delivery: 2, recurs: true },
      { code: 'dinnerDelivery', name: '晚餐送上门', unit: '份', minutes: 10, licence: 'kitchen', doers: [volunteer, worker], proofs: ['code', 'met'], lead: before(1, '15:00'), price: 13, delivery: 2, recurs: true },
      { code: 'canteenMeal', name: '长者食堂堂食', unit: '客', minutes: 40, licence: 'kitchen', doers: [staff], proofs: ['code'], lead: before(0, '09:00'), price: 15, place: 'site', recurs: true },
      { code: 'specialMealDelivery', name: '特殊膳食送餐', unit: '份', minutes: 10, licence: 'kitchen', doers: [volunteer, worker], proofs: ['code', 'met', 'label'], lead: before(1, '12:00'), price: 18, delivery: 2, note: '软食、糖尿病餐、清真', recurs: true },
      { code: 'homeCooking', name: '上门做饭', unit: '次', minutes: 90, doers: [worker], proofs: ['code', 'checklist'], checklist: ['问过忌口', '厨房收拾干净', '关好燃气'], lead: hours(24), price: 60, recurs: true },
      { code: 'feedingHelp', name: '协助进食', unit: '次', minutes: 45, doers: [worker], proofs: ['code', 'checklist'], checklist: ['坐稳再喂', '进食量记下来了', '没有呛咳'], lead: hours(24), price: 45, recurs: true, isIntimate: true },
    ],
  ],
  [
    'bath',
    [
      { code: 'homeBath', name: '上门助浴（双人）', unit: '次', minutes: 90, doers: [two(worker)], proofs: ['code', 'checklist', 'vitals', 'confirm'], checklist: ['水温 38–41 度', '地面防滑', '皮肤没有破损', '全程有人扶'], lead: hours(48), price: 300, recurs: true, isIntimate: true, next: checkAfter },
      { code: 'siteBath', name: '社区助浴点洗浴', unit: '次', minutes: 60, doers: [worker], proofs: ['code', 'checklist', 'vitals'], checklist: ['水温 38–41 度', '地面防滑', '全程有人陪'], lead: hours(24), price: 60, place: 'site', recurs: true, isIntimate: true },
      { code: 'bedBath', name: '床上擦浴', unit: '次', minutes: 60, doers: [worker], proofs: ['code', 'checklist', 'vitals', 'confirm'], checklist: ['水温合适', '保暖遮挡', '皮肤没有破损'], lead: hours(24), price: 80, recurs: true, isIntimate: true, next: checkAfter },
      { code: 'homeHairWash', name: '上门洗头', unit: '次', minutes: 40, doers: [worker], proofs: ['code', 'checklist', 'confirm'], checklist: ['水温合适', '头发吹干', '地面擦干'], lead: hours(24), price: 40, recurs: true, isIntimate: true },
    ],
  ],
  [
    'medical',
    [
      { code: 'hospitalEscort', name: '陪同就诊（半日）', unit: '半日', minutes: 240, doers: [worker, volunteer], proofs: ['code', 'checklist', 'receipt'], checklist: ['带了病历和医保卡', '医生的话记下来了', '送回家'], receipt: '就诊小结', lead: hours(24), price: 180 },
      { code: 'medicineFetch', name: '代配慢病药', unit: '次', minutes: 90, doers: [worker], proofs: ['code', 'receipt'], receipt: '药品清单', lead: hours(24), price: 30, recurs: true },
      { code: 'registration', name: '代预约挂号', unit: '次', minutes: 15, doers: [volunteer, worker], proofs: ['receipt'], receipt: '预约号', lead: hours(4), price: 0, place: 'remote' },
      { code: 'doctorVisit', name: '家庭医生上门巡诊', unit: '次', minutes: 30, licence: 'medical', doers: [nurse], proofs: ['code', 'receipt'], receipt: '巡诊编号', lead: hours(72), price: 0, note: '按医保价格', recurs: true, isHidden: true, isIntimate: true },
      { code: 'vitalsCheck', name: '血压血糖测量', unit: '次', minutes: 15, doers: [nurse, worker], proofs: ['code', 'vitals'], lead: hours(24), price: 0, recurs: true },
      { code: 'onlineClinic', name: '协助使用医院线上复诊', unit: '次', minutes: 30, doers: [volunteer], proofs: ['code', 'checklist'], checklist: ['本人在场', '没有记下密码'], lead: hours(4), price: 0 },
    ],
  ],
  [
    'cleaning',
    [
      { code: 'homeCleaning', name: '居家保洁', unit: '2小时', minutes: 120, doers: [worker], proofs: ['code', 'photo', 'confirm'], lead: hours(24), price: 90, recurs: true },
      { code: 'hoodCleaning', name: '厨房油烟机深度清洁', unit: '台', minutes: 90, licence: 'firm', doers: [staff], proofs: ['code', 'photo', 'confirm'], lead: hours(72), price: 120 },
      { code: 'laundry', name: '衣被取送洗涤', unit: '篮', minutes: 20, licence: 'firm', doers: [staff], proofs: ['code', 'photo', 'receipt'], receipt: '件数', lead: hours(24), price: 25, recurs: true },
      { code: 'haircut', name: '上门理发', unit: '次', minutes: 30, doers: [volunteer, worker], proofs: ['code', 'confirm'], lead: hours(48), price: 20, recurs: true },
      { code: 'footCare', name: '修脚剪指甲', unit: '次', minutes: 40, doers: [worker], proofs: ['code', 'checklist', 'confirm'], checklist: ['工具消毒', '没有破皮'], lead: hours(48), price: 60, recurs: true, isIntimate: true },
      { code: 'tidying', name: '整理收纳、清理堆物', unit: '次', minutes: 120, doers: [worker, two(volunteer)], proofs: ['code', 'photo', 'confirm'], lead: hours(72), price: 80 },
    ],
  ],
  [
    'mobility',
    [
      { code: 'walkCompany', name: '陪同散步购物', unit: '小时', minutes: 60, doers: [volunteer, worker], proofs: ['code', 'checklist'], checklist: ['带了手机和拐杖', '送回家'], lead: hours(24), price: 40, recurs: true },
      { code: 'wheelchairRental', name: '轮椅、助行器租借', unit: '日', minutes: 10, doers: [worker], proofs: ['code', 'receipt'], receipt: '租借单号，已当面验收', lead: hours(4), price: 5 },
      { code: 'stairClimber', name: '爬楼机上下楼', unit: '次', minutes: 30, doers: [worker], proofs: ['code', 'checklist'], checklist: ['系好安全带', '楼道没有杂物'], lead: hours(24), price: 60, recurs: true },
      { code: 'accessibleRide', name: '无障碍用车接送', unit: '单程', minutes: 60, licence: 'firm', doers: [staff], proofs: ['code', 'receipt'], receipt: '行程单号', lead: hours(48), price: 80, recurs: true },
      { code: 'errand', name: '代购代办（不经手现金）', unit: '次', minutes: 60, doers: [volunteer, worker], proofs: ['receipt', 'confirm'], receipt: '小票', lead: hours(4), price: 15, recurs: true },
    ],
  ],
  [
    'urgent',
    [
      { code: 'lockOpening', name: '紧急开锁（核验身份）', unit: '次', minutes: 30, licence: 'firm', doers: [staff], proofs: ['code', 'receipt', 'confirm'], receipt: '开锁登记号', lead: within(60), price: 120 },
      { code: 'utilityRepair', name: '水电应急维修', unit: '次', minutes: 60, licence: 'firm', doers: [staff], proofs: ['code', 'photo', 'receipt'], receipt: '维修单号', lead: within(120), price: 80, note: '材料按成本另算' },
      { code: 'emergencyEscort', name: '紧急送医陪护（120 到场后）', unit: '次', minutes: 180, doers: [worker], proofs: ['code', 'receipt', 'call'], receipt: '急诊号', lead: within(30), price: 100 },
      { code: 'temporaryCare', name: '家属突发不在临时看护', unit: '半日', minutes: 240, doers: [worker], proofs: ['code', 'checklist'], checklist: ['问过用药和忌口', '交接给家属'], lead: within(120), price: 180 },
      { code: 'emergencySupply', name: '应急送餐送药', unit: '次', minutes: 30, doers: [volunteer, worker], proofs: ['met', 'checklist'], checklist: ['见到本人', '问过还缺什么'], lead: within(120), price: 0 },
    ],
  ],
  [
    'nursing',
    [
      { code: 'dailyCare', name: '生活照料（起居翻身如厕）', unit: '小时', minutes: 60, licence: 'nursing', doers: [worker], proofs: ['code', 'checklist', 'confirm'], checklist: ['翻身', '如厕', '皮肤没有压红'], lead: hours(72), price: 65, recurs: true, isHidden: true, isIntimate: true },
      { code: 'woundCare', name: '压疮预防与换药', unit: '次', minutes: 45, licence: 'medical', doers: [nurse], proofs: ['code', 'receipt', 'checklist'], receipt: '医嘱编号', checklist: ['核对医嘱', '无菌操作', '伤口情况告诉家人'], lead: hours(48), price: 120, recurs: true, isHidden: true, isIntimate: true },
      { code: 'tubeCare', name: '鼻饲管、导尿管护理', unit: '次', minutes: 45, licence: 'medical', doers: [nurse], proofs: ['code', 'receipt', 'checklist'], receipt: '医嘱编号', checklist: ['核对医嘱', '管路通畅', '没有不适'], lead: hours(48), price: 150, recurs: true, isHidden: true, isIntimate: true },
      { code: 'rehabTraining', name: '肢体康复训练', unit: '次', minutes: 60, licence: 'medical', doers: [nurse], proofs: ['code', 'checklist', 'vitals'], checklist: ['热身', '按方案训练', '没有不适'], lead: hours(72), price: 150, recurs: true, isHidden: true, isIntimate: true },
      { code: 'dementiaCare', name: '认知症陪护训练', unit: '次', minutes: 90, doers: [worker], proofs: ['code', 'checklist'], checklist: ['按方案训练', '情绪平稳', '交接给家属'], lead: hours(72), price: 100, recurs: true, isIntimate: true },
      { code: 'dayCare', name: '日间照料（喘息）', unit: '日', minutes: 480, doers: [worker], proofs: ['code', 'checklist'], checklist: ['按时吃药', '午休', '送回家'], lead: hours(72), price: 120, place: 'site', recurs: true, isIntimate: true },
    ],
  ],
  [
    'safety',
    [
      { code: 'dailyGreeting', name: '每日报平安', unit: '日', minutes: 3, doers: [volunteer, worker], proofs: ['call'], lead: before(1, '23:59'), price: 0, place: 'remote', recurs: true },
      { code: 'homeVisit', name: '独居老人上门探访', unit: '次', minutes: 20, doers: [two(volunteer), worker], proofs: ['code', 'met', 'checklist'], checklist: ['精神好', '吃得好', '屋里安全'], lead: hours(48), price: 0, recurs: true },
      { code: 'alarmInstallation', name: '一键呼叫、跌倒报警器安装', unit: '户', minutes: 60, licence: 'firm', doers: [staff], proofs: ['code', 'photo', 'receipt'], receipt: '设备编号，联网测试通过', lead: hours(168), price: 0 },
      { code: 'smokeAlarm', name: '燃气、烟感报警器安装年检', unit: '户', minutes: 60, licence: 'firm', doers: [staff], proofs: ['code', 'photo', 'receipt'], receipt: '检测单号', lead: hours(168), price: 0, recurs: true },
      { code: 'homeAssessment', name: '居家适老化改造评估', unit: '户', minutes: 60, licence: 'firm', doers: [staff], proofs: ['code', 'photo', 'receipt'], receipt: '评估编号', lead: hours(168), price: 0 },
    ],
  ],
  [
    'company',
    [
      { code: 'homeCompany', name: '上门聊天陪伴', unit: '次', minutes: 60, doers: [volunteer], proofs: ['code', 'met'], lead: hours(24), price: 0, recurs: true },
      { code: 'phoneCompany', name: '电话关怀', unit: '次', minutes: 15, doers: [volunteer], proofs: ['call'], lead: hours(24), price: 0, place: 'remote', recurs: true },
      { code: 'counselling', name: '心理疏导（持证）', unit: '次', minutes: 50, doers: [nurse, { kind: 'socialWorker', count: 1 }], proofs: ['code'], lead: hours(72), price: 100, recurs: true, isIntimate: true },
      { code: 'phoneLesson', name: '手机课堂', unit: '次', minutes: 60, doers: [volunteer], proofs: ['code'], lead: hours(48), price: 0, place: 'site', recurs: true },
      { code: 'activityCompany', name: '陪同参加社区活动', unit: '次', minutes: 120, doers: [volunteer], proofs: ['code', 'met'], lead: hours(48), price: 0, recurs: true },
    ],
  ],
]

function toItem(careClass: CareClass, row: Row, number: number): CatalogueItem {
  return {
    code: row.code,
    number,
    careClass,
    name: row.name,
    unitName: row.unit,
    minutes: row.minutes,
    place: row.place ?? 'home',
    ...(row.licence === undefined ? {} : { licence: row.licence }),
    doers: row.doers,
    proofs: row.proofs,
    photo: row.proofs.includes('photo') ? 'result' : 'never',
    isIntimate: row.isIntimate ?? false,
    checklist: row.checklist ?? [],
    ...(row.receipt === undefined ? {} : { receiptName: row.receipt }),
    lead: row.lead,
    priceFen: yuan(row.price),
    deliveryFen: yuan(row.delivery ?? 0),
    ...(row.note === undefined ? {} : { priceNote: row.note }),
    canRecur: row.recurs ?? false,
    ...(row.next === undefined ? {} : { next: row.next }),
    cancel: ruleOf(careClass, row.price),
    isHiddenWithoutUnit: row.isHidden ?? false,
    isClosed: false,
  }
}

/** The 48 items, numbered as in the national catalogue. Source: reference/elder-care-catalogue.md. */
export const careCatalogue: readonly CatalogueItem[] = classes
  .flatMap(([careClass, rows]) => rows.map((row) => ({ careClass, row })))
  .map(({ careClass, row }, index) => toItem(careClass, row, index + 1))
