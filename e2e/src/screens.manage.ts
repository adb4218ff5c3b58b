import { settle, type Person } from './browser'

interface OpenScreen {
  name: string
  go: (person: Person) => Promise<void>
}

/** What is pressed, one after the other, on a page of the back office. */
const steps: readonly (readonly [name: string, page: string, ...presses: (string | RegExp)[]])[] = [
  ['area-open', 'areas', /^第一网格/],
  ['area-change', 'areas', /^临江新村居委会/, '修改'],
  ['area-new', 'areas', '新增网格'],
  ['estate-open', 'estates', /^江畔苑/],
  ['unit-open', 'units', /^江畔苑物业服务处/],
  ['unit-stop', 'units', /^江畔苑物业服务处/, '停止服务'],
  ['unit-new', 'units', '新增单位'],
  ['category-open', 'categories', /^老人求助/],
  ['category-new', 'categories', '新增类别', '加一道题', '有危险的事'],
  ['rule-new', 'rules', '新增规则'],
  ['code-new', 'codes', '发一个新码'],
  ['role-new', 'roles', '安排任职'],
]

const register = '/packages/families/pages/register/index'

/** What the register of elders opens: one of them, on a wide screen, and the form for another. */
export const registerScreens: Record<'one' | 'form', OpenScreen> = {
  one: {
    name: 'family-register-open-wide',
    go: async (person) => {
      await person.open(register)
      await person.page.locator('.card:visible').first().click()
      await person.sees('人在哪里')
    },
  },
  form: {
    name: 'family-register-add',
    go: async (person) => {
      await person.open(register)
      await person.press('登记一位老人')
      await person.sees('哪一幢楼')
    },
  },
}

/** The forms and details behind the lists of the back office, as the secretary opens them. */
export function openForms(suffix: string): OpenScreen[] {
  return steps.map(([name, page, ...presses]) => ({
    name: `manage-${name}${suffix}`,
    go: async (person) => {
      await person.open(`/packages/manage/pages/${page}/index`)
      for (const words of presses) {
        await settle(person)
        await person.press(words)
      }
    },
  }))
}
