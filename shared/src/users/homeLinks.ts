/** How a person belongs to a home. Source: product page, "Words". */
export const homeLinkKinds = ['owner', 'tenant', 'family', 'hukouOnly'] as const
export type HomeLinkKind = (typeof homeLinkKinds)[number]

export const homeLinkKindNames: Record<HomeLinkKind, string> = {
  owner: '业主',
  tenant: '租户',
  family: '家人',
  hukouOnly: '只有户口在这里',
}
