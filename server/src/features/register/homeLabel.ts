/** A home as people say it: 「江畔苑3号楼 302室」. */
export function labelHome(
  { estateName, name }: { estateName?: string | undefined; name: string },
  room: string,
): string {
  return `${estateName ?? ''}${name} ${/\d$/.test(room) ? `${room}室` : room}`
}
