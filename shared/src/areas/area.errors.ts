/** Errors of areas, estates and units. */
export const areaErrors = {
  'area.name_taken': { status: 409, message: '这个地方已经有同名的一个，请换个名字，或修改原来的那个。' },
  'area.other_community': { status: 400, message: '楼栋只能移到本社区的网格，请重新选择。' },
  'unit.wrong_kind': { status: 400, message: '选的单位不是物业或业委会，也可能不在这个街道，请重新选择。' },
} as const
