/** A node of the tree that Taro hands to setData. */
export interface TreeNode {
  /** Kind, as a name or a short alias. */
  nn?: string
  sid?: string
  uid?: string
  /** Class. */
  cl?: string
  /** Text. */
  v?: string
  /** Children. */
  cn?: TreeNode[]
  [property: string]: unknown
}

/** Every node below and with `root` that fits, parents before children. */
export function findAll(root: TreeNode | undefined, fits: (node: TreeNode) => boolean): TreeNode[] {
  if (!root) return []
  const below = (root.cn ?? []).flatMap((child) => findAll(child, fits))
  return fits(root) ? [root, ...below] : below
}

export function textOf(node: TreeNode | undefined): string {
  if (!node) return ''
  const children = node.cn ?? []
  return (children.length === 0 ? (node.v ?? '') : '') + children.map(textOf).join('')
}

/** Writes as setData does: `root.cn.[0].v`. */
export function setPath(data: Record<string, unknown>, dotted: string, value: unknown): void {
  const keys = dotted
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter(Boolean)
  let at = data
  keys.forEach((key, depth) => {
    if (depth === keys.length - 1) {
      at[key] = value
      return
    }
    at[key] ??= /^\d+$/.test(keys[depth + 1] ?? '') ? [] : {}
    at = at[key] as Record<string, unknown>
  })
}
