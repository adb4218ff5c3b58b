import Taro from '@tarojs/taro'

/** WeChat takes at most three templates in one question on every version. */
const mostTemplates = 3

/**
 * Asks to send one message per template. Must be called straight from a tap. Answers which templates were accepted;
 * a refusal, a switched-off main switch and an error all mean "none", and never stop what the person was doing.
 */
export const askToSubscribe: ((templateIds: readonly string[]) => Promise<string[]>) | undefined = async (
  templateIds,
) => {
  const asked = templateIds.slice(0, mostTemplates)
  if (asked.length === 0) return []
  try {
    const answer = (await Taro.requestSubscribeMessage({
      tmplIds: asked,
      entityIds: [],
    })) as unknown as Record<string, string>
    return asked.filter((id) => answer[id]?.startsWith('accept'))
  } catch {
    return []
  }
}
