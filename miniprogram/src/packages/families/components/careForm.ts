import type { AbilityGrade, Entitlement, HukouPlace, IncomeClass } from '@linli/shared/elders/elder'
import type { Elder, ElderChange, ElderSecrets } from '../../../services/elders'

/** The profile as it is being filled in. */
export interface CareForm {
  hasConsent: boolean
  livesAlone: boolean
  /** Words as typed, separated by 、. */
  allergies: string
  dislikes: string
  isDiabetic: boolean
  needsSoftFood: boolean
  isHalal: boolean
  abilityGrade: AbilityGrade | undefined
  assessedOn: string
  incomeClass: IncomeClass | undefined
  entitlements: Entitlement[]
  hukou: HukouPlace | undefined
}

export function toCareForm(elder: Elder, secrets: ElderSecrets | undefined): CareForm {
  const care = secrets?.care ?? elder.care
  const means = secrets?.means ?? elder.means
  const diet = care?.diet
  return {
    hasConsent: elder.healthConsent !== undefined,
    livesAlone: elder.livesAlone ?? false,
    allergies: (diet?.allergies ?? []).join('、'),
    dislikes: (diet?.dislikes ?? []).join('、'),
    isDiabetic: diet?.isDiabetic ?? false,
    needsSoftFood: diet?.needsSoftFood ?? false,
    isHalal: diet?.isHalal ?? false,
    abilityGrade: care?.abilityGrade,
    assessedOn: care?.assessedOn ?? '',
    incomeClass: means?.incomeClass,
    entitlements: means?.entitlements ?? [],
    hukou: means?.hukou,
  }
}

const split = (words: string): string[] =>
  words
    .split(/[、，,;；\s]+/)
    .filter((word) => word !== '')
    .slice(0, 10)

const toCare = (form: CareForm, isStaff: boolean) => ({
  diet: {
    allergies: split(form.allergies),
    dislikes: split(form.dislikes),
    isDiabetic: form.isDiabetic,
    needsSoftFood: form.needsSoftFood,
    isHalal: form.isHalal,
  },
  ...(isStaff && form.abilityGrade !== undefined ? { abilityGrade: form.abilityGrade } : {}),
  ...(isStaff && form.assessedOn !== '' ? { assessedOn: form.assessedOn } : {}),
})

const hasMeans = ({ incomeClass, entitlements, hukou }: CareForm): boolean =>
  incomeClass !== undefined || hukou !== undefined || entitlements.length > 0

/** What is sent: only what this viewer may change. */
export function toElderChange(form: CareForm, elder: Elder): ElderChange {
  const isStaff = elder.relationToViewer === 'staff'
  const isProxy = elder.relationToViewer === 'proxy'
  const wasGiven = elder.healthConsent !== undefined
  return {
    version: elder.version,
    ...(form.hasConsent ? { care: toCare(form, isStaff) } : {}),
    ...(isProxy ? {} : { livesAlone: form.livesAlone }),
    ...(isProxy || form.hasConsent === wasGiven ? {} : { hasHealthConsent: form.hasConsent }),
    ...(isStaff && hasMeans(form)
      ? {
          means: {
            entitlements: form.entitlements,
            ...(form.incomeClass === undefined ? {} : { incomeClass: form.incomeClass }),
            ...(form.hukou === undefined ? {} : { hukou: form.hukou }),
          },
        }
      : {}),
  }
}
