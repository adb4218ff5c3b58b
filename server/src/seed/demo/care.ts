import type { OfferingContent } from '@linli/shared/elderCare/offering.contract'
import type { CertificateKind, Licence } from '@linli/shared/elderCare/serviceItem'

/** What a demo unit does for elders: its papers, its people's certificates by the key of their identity, its items. */
export interface DemoCareProvider {
  unitKey: string
  licences: readonly Licence[]
  helpers: Readonly<Record<string, readonly CertificateKind[]>>
  items: Readonly<Record<string, OfferingContent>>
}

const everyDay = [0, 1, 2, 3, 4, 5, 6]
const workdays = [1, 2, 3, 4, 5]
type Spans = readonly (readonly [from: string, to: string])[]

function at(
  spans: Spans,
  capacity: number,
  { weekdays = everyDay, isAcceptedAtOnce = false, priceFen = undefined as number | undefined } = {},
): OfferingContent {
  return {
    windows: spans.map(([from, to]) => ({ weekdays, from, to, capacity })),
    ...(priceFen === undefined ? {} : { priceFen }),
    isAcceptedAtOnce,
    isOpen: true,
  }
}

const kitchen = { isAcceptedAtOnce: true }
const lunch = at([['10:30', '12:00']], 60, kitchen)
const dinner = at([['16:30', '18:00']], 40, kitchen)
const visits: Spans = [
  ['09:00', '10:30'],
  ['13:00', '14:30'],
  ['15:00', '16:30'],
]
const halfDays: Spans = [
  ['08:00', '12:00'],
  ['13:00', '17:00'],
]
const aroundTheClock = at([['00:00', '23:59']], 20)

/** Two kitchens, so that one may close; a team of helpers; nurses and doctors; the station with its volunteers. */
export const demoCareProviders: readonly DemoCareProvider[] = [
  {
    unitKey: 'canteen',
    licences: ['kitchen'],
    helpers: { canteenStaff: [], cook: [], carrier: ['careWorker'] },
    items: {
      lunchDelivery: lunch,
      dinnerDelivery: dinner,
      specialMealDelivery: lunch,
      canteenMeal: at([['11:00', '12:30']], 80, kitchen),
    },
  },
  {
    unitKey: 'canteen2',
    licences: ['kitchen'],
    helpers: { canteen2Staff: ['careWorker'] },
    items: { lunchDelivery: { ...lunch, priceFen: 1600 }, dinnerDelivery: { ...dinner, priceFen: 1400 } },
  },
  {
    unitKey: 'provider',
    licences: ['firm', 'nursing'],
    helpers: {
      providerStaff: [],
      bathHelper1: ['careWorker'],
      bathHelper2: ['careWorker'],
      escort: ['careWorker'],
    },
    items: {
      homeBath: at(visits, 1),
      bedBath: at(visits, 2),
      homeHairWash: at(visits, 2),
      hospitalEscort: at(halfDays, 2, { weekdays: workdays }),
      medicineFetch: at(halfDays, 4, { weekdays: workdays }),
      homeCleaning: at(visits, 2),
      hoodCleaning: at(halfDays, 1),
      laundry: at(halfDays, 10),
      footCare: at(visits, 2),
      tidying: at(halfDays, 1),
      walkCompany: at(visits, 2),
      wheelchairRental: at(halfDays, 5),
      stairClimber: at(visits, 2),
      accessibleRide: at(visits, 2),
      homeCooking: at([['10:00', '11:30']], 2),
      feedingHelp: at([['11:00', '12:00']], 2),
      dailyCare: at(visits, 2),
      dementiaCare: at(visits, 1),
      temporaryCare: at([['08:00', '20:00']], 2),
      emergencyEscort: at([['08:00', '20:00']], 2),
      lockOpening: aroundTheClock,
      utilityRepair: aroundTheClock,
      alarmInstallation: at(halfDays, 3),
      smokeAlarm: at(halfDays, 3),
      homeAssessment: at(halfDays, 2, { weekdays: workdays }),
    },
  },
  {
    unitKey: 'clinic',
    licences: ['medical'],
    helpers: { clinicStaff: ['nurse'], nurse: ['nurse'] },
    items: {
      doctorVisit: at([['14:00', '16:30']], 6, { weekdays: [2, 4] }),
      woundCare: at(visits, 2),
      tubeCare: at(visits, 2),
      rehabTraining: at(visits, 2),
      vitalsCheck: at([['09:00', '10:00']], 20, { weekdays: workdays }),
    },
  },
  {
    unitKey: 'station',
    licences: [],
    helpers: { stationStaff1: ['careWorker'], stationStaff2: ['careWorker'] },
    items: {
      siteBath: at(
        [
          ['13:00', '14:00'],
          ['14:30', '15:30'],
        ],
        2,
      ),
      haircut: at(visits, 2),
      registration: at(halfDays, 10, { weekdays: workdays }),
      onlineClinic: at(visits, 2),
      errand: at(halfDays, 4),
      emergencySupply: at([['07:00', '21:00']], 10),
      homeVisit: at(visits, 4),
      homeCompany: at(visits, 4),
      phoneCompany: at(halfDays, 20),
      phoneLesson: at([['14:00', '15:00']], 12, { weekdays: [3, 6] }),
      activityCompany: at(halfDays, 4),
    },
  },
]

/** People who go to the homes, besides those who lead the units. */
export const demoCareHelpers = [
  { key: 'cook', name: '邱大年', roleLine: '社区食堂厨师', unitKey: 'canteen' },
  { key: 'carrier', name: '方小满', roleLine: '社区食堂送餐员，有护理员证', unitKey: 'canteen' },
  { key: 'bathHelper1', name: '贺春兰', roleLine: '邻帮手助浴员，有护理员证', unitKey: 'provider' },
  { key: 'bathHelper2', name: '于建民', roleLine: '邻帮手助浴员，有护理员证', unitKey: 'provider' },
  { key: 'escort', name: '汪晓静', roleLine: '邻帮手陪诊员，有护理员证', unitKey: 'provider' },
  { key: 'nurse', name: '秦护士', roleLine: '社区卫生服务中心上门护士', unitKey: 'clinic' },
  { key: 'canteen2Staff', name: '傅长贵', roleLine: '友谊路长者食堂负责人', unitKey: 'canteen2' },
] as const
