import type { UserLevel } from '@linli/shared/users/roles'

export const levelNames: Record<UserLevel, string> = {
  guest: '访客',
  joined: '已加入',
  verified: '已核实',
}
