import { AccountSearch, type ChosenPerson } from '../../../components/AccountSearch'
import type { Grantee } from '../../../services/people'

interface PersonFinderProps {
  areaCode: string
  chosen: ChosenPerson | undefined
  onChoose: (person: ChosenPerson | undefined) => void
}

/** Finds someone by name: masked rows with home and present work, so that two of one name are told apart. */
export function PersonFinder(props: PersonFinderProps) {
  return (
    <AccountSearch
      {...props}
      hint="写登记的全名；在本社区，也可以写昵称里的几个字。"
      nobody="没有找到有账号的人。请他先登录一次邻里，或者按手机号找。"
      describe={describe}
      refuse={({ isPhoneChecked }) =>
        isPhoneChecked ? undefined : '手机号还没有核实，先当面核实，再安排工作。'
      }
    />
  )
}

const describe = ({ maskedPhone, address, roles }: Grantee): string =>
  [maskedPhone, address, roles.length === 0 ? '还没有任职' : `现在是${roles.join('、')}`]
    .filter(Boolean)
    .join(' · ')
